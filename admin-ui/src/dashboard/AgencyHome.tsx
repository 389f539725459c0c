import AddTaskOutlined from '@mui/icons-material/AddTaskOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { request } from '../api/client.ts';
import { countDocuments } from '../api/operations.ts';
import type { Viewer } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { useTaskCounts } from '../layout/live.tsx';
import { usePageTitle } from '../layout/page-title.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Figures } from './Figures.tsx';
import { LatestNotices } from './LatestNotices.tsx';
import { MyTasks } from './MyTasks.tsx';

export function AgencyHome({ viewer }: { viewer: Viewer }) {
  const t = useText();
  const tasks = useTaskCounts();
  const documents = useQuery({
    queryKey: ['documents', 'counts'],
    queryFn: () => request(countDocuments, {}),
  }).data;
  usePageTitle(t('nav.home'));
  return (
    <>
      <PageHeader
        title={t('dashboard.hello', { name: viewer.name })}
        note={viewer.agency?.name}
        actions={
          <Button variant="outlined" component={Link} to="/start" startIcon={<AddTaskOutlined />}>
            {t('nav.start')}
          </Button>
        }
      />
      <Figures
        label={t('nav.work')}
        figures={[
          { label: t('inbox.mine'), value: tasks?.mine, to: '/tasks?view=mine' },
          { label: t('inbox.groups'), value: tasks?.groups, to: '/tasks?view=groups' },
          {
            label: t('inbox.overdue'),
            value: tasks?.overdue,
            to: '/tasks?view=overdue',
            isPressing: true,
          },
          {
            label: t('dashboard.open'),
            value: documents?.open,
            to: '/documents?status=03,04,05,13',
          },
          { label: t('dashboard.done'), value: documents?.done, to: '/documents?status=06' },
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
        <MyTasks viewer={viewer} filter={{ state: 'OPEN' }} hint={t('inbox.emptyGroupsHint')} />
        <LatestNotices />
      </Box>
    </>
  );
}
