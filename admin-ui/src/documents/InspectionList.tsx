import Box from '@mui/material/Box';
import type { DocumentDetail, DocumentRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ListFrame } from '../parts/ListFrame.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { usePagedList } from '../parts/use-paged-list.ts';
import { DocumentRows } from './DocumentRows.tsx';

type Row = DocumentRow & Pick<DocumentDetail, 'inspection'>;

function FindingCounts({ row }: { row: Row }) {
  const t = useText();
  const findings = row.inspection?.findings ?? [];
  const failed = findings.filter((finding) => finding.result === 'FAIL').length;
  const passed = findings.filter((finding) => finding.result === 'PASS').length;
  return (
    <Box sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap' }}>
      {passed > 0 && <ToneChip tone="success">{t('document.passCount', { smart_count: passed })}</ToneChip>}
      {failed > 0 && <ToneChip tone="danger">{t('document.failCount', { smart_count: failed })}</ToneChip>}
    </Box>
  );
}

export function InspectionList() {
  const t = useText();
  const list = usePagedList<Row>('inspections');
  usePageTitle(t('inspections.title'));
  return (
    <>
      <PageHeader title={t('inspections.title')} />
      <ListFrame
        list={list}
        empty={<EmptyState title={t('inspections.empty')} hint={t('inspections.emptyHint')} />}
      >
        <DocumentRows
          rows={list.rows}
          label={t('inspections.title')}
          extra={{
            id: 'findings',
            label: t('document.findings'),
            width: 170,
            cell: (row) => <FindingCounts row={row} />,
          }}
        />
      </ListFrame>
    </>
  );
}
