import type { DocumentDetail, DocumentRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ListFrame } from '../parts/ListFrame.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { usePagedList } from '../parts/use-paged-list.ts';
import { DocumentRows } from './DocumentRows.tsx';

type Row = DocumentRow & Pick<DocumentDetail, 'contract'>;

function SignedCount({ row }: { row: Row }) {
  const t = useText();
  const parties = row.contract?.parties ?? [];
  const done = parties.filter((party) => party.signedAt !== null).length;
  const isDeclined = parties.some((party) => party.declinedAt !== null);
  if (parties.length === 0) return null;
  return (
    <ToneChip tone={isDeclined ? 'danger' : done === parties.length ? 'success' : 'info'}>
      {t('contracts.signed', { done, total: parties.length })}
    </ToneChip>
  );
}

export function ContractList() {
  const t = useText();
  const list = usePagedList<Row>('contracts');
  usePageTitle(t('contracts.title'));
  return (
    <>
      <PageHeader title={t('contracts.title')} />
      <ListFrame
        list={list}
        empty={<EmptyState title={t('contracts.empty')} hint={t('contracts.emptyHint')} />}
      >
        <DocumentRows
          rows={list.rows}
          label={t('contracts.title')}
          extra={{
            id: 'parties',
            label: t('document.parties'),
            width: 130,
            cell: (row) => <SignedCount row={row} />,
          }}
        />
      </ListFrame>
    </>
  );
}
