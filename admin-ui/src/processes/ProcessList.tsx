import AddOutlined from '@mui/icons-material/AddOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link } from 'react-router-dom';
import type { DefinitionRow } from '../api/types.ts';
import { useHasRole } from '../api/viewer.ts';
import { newProcessPath } from '../designer/paths.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ListFrame } from '../parts/ListFrame.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { type Column, RowTable } from '../parts/RowTable.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { usePagedList } from '../parts/use-paged-list.ts';
import { formatDateTime } from '../time/format.ts';

export function ProcessList() {
  const t = useText();
  const list = usePagedList<DefinitionRow>('processes');
  usePageTitle(t('process.title'));
  const create = useHasRole('PROCESS_MANAGER') && (
    <Button variant="contained" startIcon={<AddOutlined />} component={Link} to={newProcessPath}>
      {t('process.create')}
    </Button>
  );
  const incidents = (row: DefinitionRow) =>
    row.instances.incident > 0 && (
      <ToneChip tone="danger">{t('process.incidentCount', { smart_count: row.instances.incident })}</ToneChip>
    );
  const columns: Column<DefinitionRow>[] = [
    {
      id: 'name',
      label: t('process.name'),
      isMain: true,
      cell: (row) => (
        <>
          {row.name}
          <Typography variant="caption" color="textSecondary" component="span" sx={{ display: 'block' }}>
            {row.key}
          </Typography>
        </>
      ),
    },
    {
      id: 'version',
      label: t('process.versions'),
      width: 130,
      cell: (row) => t('process.version', { version: row.version }),
    },
    {
      id: 'active',
      label: t('process.active'),
      width: 110,
      align: 'right',
      cell: (row) => row.instances.active,
    },
    {
      id: 'done',
      label: t('process.done'),
      width: 110,
      align: 'right',
      cell: (row) => row.instances.completed,
    },
    { id: 'incidents', label: t('process.incidents'), width: 120, cell: incidents },
    { id: 'at', label: t('process.deployedAt'), width: 160, cell: (row) => formatDateTime(row.deployedAt) },
  ];
  return (
    <>
      <PageHeader title={t('process.title')} actions={create} />
      <ListFrame list={list} empty={<EmptyState title={t('process.empty')} hint={t('process.emptyHint')} />}>
        <RowTable
          rows={list.rows}
          columns={columns}
          label={t('process.title')}
          keyOf={(row) => row.key}
          linkOf={(row) => `/processes/${encodeURIComponent(row.key)}`}
          card={(row) => (
            <Box>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {row.name}
              </Typography>
              <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 0.75 }}>
                {[
                  t('process.version', { version: row.version }),
                  `${t('process.active')}: ${row.instances.active}`,
                  `${t('process.done')}: ${row.instances.completed}`,
                ].join(' · ')}
              </Typography>
              {incidents(row)}
            </Box>
          )}
        />
      </ListFrame>
    </>
  );
}
