import SendOutlined from '@mui/icons-material/SendOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { request } from '../api/client.ts';
import { countDocuments, followDocument, listDocuments } from '../api/operations.ts';
import { nodes, type Viewer } from '../api/types.ts';
import { DocumentRows } from '../documents/DocumentRows.tsx';
import { language, useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Panel } from '../parts/Panel.tsx';
import { QueryState, useErrorText } from '../parts/QueryState.tsx';
import { Figures } from './Figures.tsx';
import { LatestNotices } from './LatestNotices.tsx';
import { MyTasks } from './MyTasks.tsx';

export function EnterpriseHome({ viewer }: { viewer: Viewer }) {
  const t = useText();
  usePageTitle(t('nav.home'));
  const counts = useQuery({
    queryKey: ['documents', 'counts'],
    queryFn: () => request(countDocuments, {}),
  }).data;
  const recent = useQuery({
    queryKey: ['documents', 'recent', language()],
    queryFn: async () =>
      (
        await request(listDocuments, {
          first: 6,
          after: null,
          filter: null,
          search: null,
          language: language(),
        })
      ).documents,
  });
  const submit = (
    <Button variant="contained" size="large" component={Link} to="/submit" startIcon={<SendOutlined />}>
      {t('nav.submit')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('dashboard.hello', { name: viewer.name })}
        note={viewer.enterprise?.name}
        actions={submit}
      />
      <Figures
        label={t('dashboard.myDocuments')}
        figures={[
          { label: t('dashboard.waiting'), value: counts?.waiting, to: '/documents?status=01' },
          { label: t('dashboard.open'), value: counts?.open, to: '/documents?status=03,04,05,13' },
          {
            label: t('dashboard.overdue'),
            value: counts?.overdue,
            to: '/documents?overdue=1',
            isPressing: true,
          },
          { label: t('dashboard.done'), value: counts?.done, to: '/documents?status=06' },
          { label: t('dashboard.refused'), value: counts?.refused, to: '/documents?status=02' },
        ]}
      />
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 1fr) 380px' },
          gap: 2.5,
          alignItems: 'start',
        }}
      >
        <Box sx={{ display: 'grid', gap: 2.5, minWidth: 0 }}>
          <MyTasks viewer={viewer} filter={{ state: 'OPEN' }} hint={t('dashboard.nothingHint')} />
          <Panel
            title={t('dashboard.recent')}
            flush
            action={
              <Button size="small" component={Link} to="/documents">
                {t('action.viewAll')}
              </Button>
            }
          >
            <QueryState query={recent}>
              {(connection) =>
                connection.edges.length === 0 ? (
                  <EmptyState
                    dense
                    title={t('dashboard.firstTitle')}
                    hint={t('dashboard.firstHint')}
                    action={submit}
                  />
                ) : (
                  <DocumentRows rows={nodes(connection)} label={t('dashboard.recent')} isCompact />
                )
              }
            </QueryState>
          </Panel>
        </Box>
        <Box sx={{ display: 'grid', gap: 2.5, minWidth: 0 }}>
          <Follow />
          <LatestNotices />
        </Box>
      </Box>
    </>
  );
}

/** A tracking code leads to its document. */
function Follow() {
  const t = useText();
  const words = useErrorText();
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const [message, setMessage] = useState('');

  async function follow(event: FormEvent): Promise<void> {
    event.preventDefault();
    const trackingCode = code.trim().toUpperCase();
    if (trackingCode === '') return;
    try {
      const { documentStatus } = await request(followDocument, { trackingCode });
      if (documentStatus === null) setMessage(t('dashboard.followNone'));
      else navigate(`/documents/${documentStatus.documentId}`);
    } catch (error) {
      setMessage(words(error));
    }
  }

  return (
    <Panel title={t('dashboard.follow')}>
      <Box
        component="form"
        onSubmit={(event) => void follow(event)}
        sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}
      >
        <TextField
          fullWidth
          value={code}
          onChange={(event) => {
            setCode(event.target.value);
            setMessage('');
          }}
          placeholder="H26.01-26-4F7K2M9Q"
          slotProps={{
            htmlInput: {
              'aria-label': t('document.trackingCode'),
              autoCapitalize: 'characters',
              spellCheck: false,
            },
          }}
        />
        <Button type="submit" variant="outlined" sx={{ flexShrink: 0, minHeight: 40 }}>
          {t('dashboard.followButton')}
        </Button>
      </Box>
      <Typography
        variant="caption"
        role="status"
        sx={{ display: 'block', mt: 0.75, color: message === '' ? 'text.secondary' : 'tone.danger.text' }}
      >
        {message === '' ? t('dashboard.followHint') : message}
      </Typography>
    </Panel>
  );
}
