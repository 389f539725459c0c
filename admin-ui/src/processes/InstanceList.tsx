import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { listDefinitions } from '../api/operations.ts';
import { type InstanceRow, nodes } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { FilterBar, FilterChoice } from '../parts/FilterBar.tsx';
import { ListFrame } from '../parts/ListFrame.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { type Column, RowTable } from '../parts/RowTable.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { InstanceChip } from '../parts/StatusChip.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { useListParams, usePagedList } from '../parts/use-paged-list.ts';
import { formatDateTime } from '../time/format.ts';

const states = ['ACTIVE', 'COMPLETED', 'TERMINATED'] as const;

export function InstanceList() {
  const t = useText();
  const params = useListParams();
  const definitions = useQuery({
    queryKey: ['processes', 'names'],
    queryFn: async () =>
      nodes((await request(listDefinitions, { first: 100, after: null })).processDefinitions),
    staleTime: 60_000,
  }).data;
  const given = (name: string) => (params.get(name) === '' ? {} : { [name]: params.get(name) });
  const list = usePagedList<InstanceRow>('instances', {
    ...given('key'),
    ...given('state'),
    ...(params.get('q') === '' ? {} : { search: params.get('q') }),
    ...(params.get('incident') === '1' ? { hasIncident: true } : {}),
  });
  usePageTitle(t('instance.title'));

  const chips = (row: InstanceRow) => {
    const open = row.incidents.filter((incident) => incident.resolvedAt === null).length;
    return (
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
        <InstanceChip state={row.state} />
        {open > 0 && <ToneChip tone="danger">{t('process.incidentCount', { smart_count: open })}</ToneChip>}
      </Box>
    );
  };
  const columns: Column<InstanceRow>[] = [
    { id: 'name', label: t('process.name'), isMain: true, cell: (row) => row.definition.name },
    {
      id: 'id',
      label: t('instance.id'),
      cell: (row) => (
        <Typography variant="caption" sx={{ overflowWrap: 'anywhere' }}>
          {row.businessKey ?? row.id}
        </Typography>
      ),
    },
    {
      id: 'version',
      label: t('process.versions'),
      width: 120,
      cell: (row) => t('process.version', { version: row.definition.version }),
    },
    { id: 'started', label: t('instance.started'), width: 160, cell: (row) => formatDateTime(row.startedAt) },
    {
      id: 'ended',
      label: t('instance.ended'),
      width: 160,
      cell: (row) => (row.endedAt === null ? '' : formatDateTime(row.endedAt)),
    },
    { id: 'state', label: t('instance.stateLabel'), width: 200, cell: chips },
  ];

  return (
    <>
      <PageHeader title={t('instance.title')} />
      <FilterBar
        params={params}
        names={['key', 'state', 'incident']}
        search={<SearchField params={params} label={t('instance.searchHint')} />}
      >
        <FilterChoice
          params={params}
          name="key"
          label={t('inbox.process')}
          width={200}
          options={(definitions ?? []).map((definition) => ({
            value: definition.key,
            label: definition.name,
          }))}
        />
        <FilterChoice
          params={params}
          name="state"
          label={t('instance.stateLabel')}
          options={states.map((state) => ({ value: state, label: t(`instance.state.${state}`) }))}
        />
        <FormControlLabel
          control={
            <Switch
              size="small"
              checked={params.get('incident') === '1'}
              onChange={(event) => params.set({ incident: event.target.checked ? '1' : '' })}
            />
          }
          label={t('instance.onlyIncidents')}
          sx={{ ml: 0.5, minHeight: 40, '& .MuiFormControlLabel-label': { fontSize: '0.875rem' } }}
        />
      </FilterBar>
      <ListFrame
        list={list}
        params={params}
        empty={<EmptyState title={t('instance.empty')} hint={t('instance.emptyHint')} />}
      >
        <RowTable
          rows={list.rows}
          columns={columns}
          label={t('instance.title')}
          keyOf={(row) => row.id}
          linkOf={(row) => `/instances/${encodeURIComponent(row.id)}`}
          card={(row) => (
            <Box>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {row.definition.name}
              </Typography>
              <Typography
                variant="caption"
                color="textSecondary"
                component="p"
                sx={{ mb: 0.75, overflowWrap: 'anywhere' }}
              >
                {[row.businessKey ?? row.id, formatDateTime(row.startedAt)].join(' · ')}
              </Typography>
              {chips(row)}
            </Box>
          )}
        />
      </ListFrame>
    </>
  );
}
