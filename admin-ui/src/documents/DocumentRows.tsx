import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { DocumentRow } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { useText } from '../i18n/provider.ts';
import { DueChip } from '../parts/Moments.tsx';
import { partyName } from '../parts/party-name.ts';
import { type Column, RowTable } from '../parts/RowTable.tsx';
import { isFinished, StatusChip, UrgencyChip } from '../parts/StatusChip.tsx';
import { formatDate } from '../time/format.ts';
import { useKindName } from './kinds.ts';

/** The other side of a document, as the viewer sees it. */
function useCounterpart(): (row: DocumentRow) => string {
  const viewer = useViewer();
  return (row) => {
    const isOurs =
      viewer?.side === 'ENTERPRISE'
        ? row.sender.__typename === 'Enterprise'
        : row.sender.__typename === 'Agency';
    return partyName(isOurs ? row.receiver : row.sender);
  };
}

function numberOf(row: DocumentRow): string {
  return row.outgoingNumber ?? row.incomingNumber ?? '';
}

export function DocumentState({ row }: { row: DocumentRow }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
      <StatusChip code={row.status.code} label={row.status.label} paused={row.status.paused} />
      {!isFinished(row.status.code) && !row.status.paused && (
        <DueChip dueAt={row.dueAt} workingDaysLeft={row.status.workingDaysLeft} hideWithout />
      )}
    </Box>
  );
}

export function DocumentCard({ row }: { row: DocumentRow }) {
  const counterpart = useCounterpart();
  return (
    <Box>
      <Typography variant="body2" sx={{ fontWeight: 600, mb: 0.25 }}>
        {row.subject}
      </Typography>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1 }}>
        {[counterpart(row), row.trackingCode].join(' · ')}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
        <UrgencyChip urgency={row.urgency} />
        <DocumentState row={row} />
      </Box>
    </Box>
  );
}

/** Documents as rows, on a desk and on a phone. */
export function DocumentRows<Row extends DocumentRow>({
  rows,
  label,
  extra,
  isCompact = false,
}: {
  rows: Row[];
  label: string;
  extra?: Column<Row>;
  /** Without kind and number, for a narrow place. */
  isCompact?: boolean;
}) {
  const t = useText();
  const kindName = useKindName();
  const counterpart = useCounterpart();
  const columns: Column<Row>[] = [
    {
      id: 'subject',
      label: t('document.subject'),
      isMain: true,
      cell: (row) => row.subject,
    },
    {
      id: 'party',
      label: t('register.party'),
      width: isCompact ? 230 : '20%',
      cell: (row) => (
        <>
          <Typography variant="body2">{counterpart(row)}</Typography>
          <Typography variant="caption" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
            {row.trackingCode}
          </Typography>
        </>
      ),
    },
    {
      id: 'kind',
      label: t('document.kind'),
      width: 132,
      cell: (row) => (
        <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start' }}>
          <Typography variant="body2">{kindName(row.kind)}</Typography>
          <UrgencyChip urgency={row.urgency} />
        </Box>
      ),
    },
    {
      id: 'number',
      label: t('register.number'),
      width: 118,
      cell: (row) => (
        <>
          <Typography variant="body2" noWrap>
            {numberOf(row)}
          </Typography>
          {row.receivedAt !== null && (
            <Typography variant="caption" color="textSecondary">
              {formatDate(row.receivedAt)}
            </Typography>
          )}
        </>
      ),
    },
    ...(extra === undefined ? [] : [extra]),
    { id: 'status', label: t('document.status'), width: 210, cell: (row) => <DocumentState row={row} /> },
  ];
  const shown = isCompact
    ? columns.filter((column) => column.id !== 'kind' && column.id !== 'number')
    : columns;
  return (
    <RowTable
      rows={rows}
      columns={shown}
      label={label}
      keyOf={(row) => row.id}
      linkOf={(row) => `/documents/${row.id}`}
      card={(row) => <DocumentCard row={row} />}
    />
  );
}
