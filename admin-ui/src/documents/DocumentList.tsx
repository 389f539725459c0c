import SendOutlined from '@mui/icons-material/SendOutlined';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import { Link } from 'react-router-dom';
import type { DocumentRow } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { FilterBar, FilterChoice, FilterDate } from '../parts/FilterBar.tsx';
import { ListFrame } from '../parts/ListFrame.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { statusKey } from '../parts/StatusChip.tsx';
import { useListParams, usePagedList } from '../parts/use-paged-list.ts';
import { DocumentRows } from './DocumentRows.tsx';
import { useKinds } from './kinds.ts';

const codes = ['01', '03', '04', '05', '06', '02', '13', '15', '16'];
const filterNames = ['status', 'kind', 'side', 'from', 'to', 'overdue'];

export function DocumentList() {
  const t = useText();
  const viewer = useViewer();
  const kinds = useKinds().data ?? [];
  const params = useListParams();
  const list = usePagedList<DocumentRow>('documents', {
    q: params.get('q'),
    statusCodes: params.get('status').split(',').filter(Boolean),
    kind: params.get('kind'),
    side: params.get('side'),
    receivedFrom: params.get('from'),
    receivedTo: params.get('to'),
    overdue: params.get('overdue') === '1',
  });
  usePageTitle(t('document.list'));
  const isEnterprise = viewer?.side === 'ENTERPRISE';
  const submit = isEnterprise && (
    <Button variant="contained" component={Link} to="/submit" startIcon={<SendOutlined />}>
      {t('nav.submit')}
    </Button>
  );

  return (
    <>
      <PageHeader title={t('document.list')} actions={submit} />
      <FilterBar
        params={params}
        names={filterNames}
        search={<SearchField params={params} label={t('document.searchHint')} />}
      >
        <FilterChoice
          params={params}
          name="status"
          label={t('document.status')}
          options={codes.map((code) => ({ value: code, label: t(statusKey(code)) }))}
        />
        <FilterChoice
          params={params}
          name="kind"
          label={t('document.kind')}
          options={kinds.map((kind) => ({ value: kind.code, label: kind.name }))}
        />
        {!isEnterprise && (
          <FilterChoice
            params={params}
            name="side"
            label={t('document.side')}
            width={140}
            options={[
              { value: 'ENTERPRISE', label: t('side.ENTERPRISE') },
              { value: 'AGENCY', label: t('side.AGENCY') },
            ]}
          />
        )}
        <FilterDate params={params} name="from" label={t('document.from')} />
        <FilterDate params={params} name="to" label={t('document.to')} />
        <FormControlLabel
          control={
            <Switch
              size="small"
              checked={params.get('overdue') === '1'}
              onChange={(event) => params.set({ overdue: event.target.checked ? '1' : '' })}
            />
          }
          label={t('document.overdue')}
          sx={{ ml: 0.5, minHeight: 40, '& .MuiFormControlLabel-label': { fontSize: '0.875rem' } }}
        />
      </FilterBar>
      <ListFrame
        list={list}
        params={params}
        empty={
          isEnterprise ? (
            <EmptyState title={t('dashboard.firstTitle')} hint={t('dashboard.firstHint')} action={submit} />
          ) : (
            <EmptyState title={t('document.empty')} hint={t('document.emptyHint')} />
          )
        }
      >
        <DocumentRows rows={list.rows} label={t('document.list')} />
      </ListFrame>
    </>
  );
}
