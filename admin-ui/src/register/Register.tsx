import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { RegisterEntry, RegisterKind } from '../api/types.ts';
import { DocumentState } from '../documents/DocumentRows.tsx';
import { useKindName } from '../documents/kinds.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ListFrame } from '../parts/ListFrame.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { partyName } from '../parts/party-name.ts';
import { type Column, RowTable } from '../parts/RowTable.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { UrgencyChip } from '../parts/StatusChip.tsx';
import { useListParams, usePagedList } from '../parts/use-paged-list.ts';
import { formatDate, formatPlainDate, todayIso } from '../time/format.ts';

/** The first year that a register of this system can hold. */
const firstYear = 2024;

/** The registers of Decree 30/2020 (articles 15 and 22): gap-free numbers, one book a year. */
export function Register() {
  const t = useText();
  const kindName = useKindName();
  const params = useListParams();
  const thisYear = Number(todayIso().slice(0, 4));
  const kind: RegisterKind = params.get('kind') === 'OUTGOING' ? 'OUTGOING' : 'INCOMING';
  const year = Number(params.get('year')) || thisYear;
  const list = usePagedList<RegisterEntry>('register', { kind, year, q: params.get('q') });
  const title = t(kind === 'INCOMING' ? 'register.incoming' : 'register.outgoing');
  usePageTitle(title);

  const years = Array.from({ length: thisYear - firstYear + 1 }, (_, index) => thisYear - index);
  const columns: Column<RegisterEntry>[] = [
    {
      id: 'number',
      label: t('register.number'),
      width: 72,
      align: 'right',
      cell: (row) => <Typography sx={{ fontWeight: 600 }}>{row.number}</Typography>,
    },
    { id: 'at', label: t('register.registeredAt'), width: 120, cell: (row) => formatDate(row.registeredAt) },
    {
      id: 'party',
      label: t(kind === 'INCOMING' ? 'document.sender' : 'document.receiver'),
      width: '18%',
      cell: (row) => partyName(kind === 'INCOMING' ? row.document.sender : row.document.receiver),
    },
    {
      id: 'symbol',
      label: t(kind === 'INCOMING' ? 'document.originalNumber' : 'register.symbol'),
      width: 150,
      cell: (row) => (kind === 'INCOMING' ? <OwnNumber document={row.document} /> : row.symbol),
    },
    { id: 'kind', label: t('document.kind'), width: 120, cell: (row) => kindName(row.document.kind) },
    {
      id: 'subject',
      label: t('document.subject'),
      width: '32%',
      isMain: true,
      cell: (row) => row.document.subject,
    },
    {
      id: 'status',
      label: t('document.status'),
      width: 200,
      cell: (row) => <DocumentState row={row.document} />,
    },
  ];

  return (
    <>
      <PageHeader title={t('register.title')} />
      <Tabs
        value={kind}
        onChange={(_, next: RegisterKind) => params.set({ kind: next === 'INCOMING' ? '' : next })}
        aria-label={t('register.books')}
        sx={{ mb: 2, borderBottom: 1, borderColor: 'line' }}
      >
        <Tab value="INCOMING" label={t('register.incoming')} />
        <Tab value="OUTGOING" label={t('register.outgoing')} />
      </Tabs>
      <Box sx={{ display: 'flex', gap: 1, mb: 2 }}>
        <SearchField params={params} label={t('register.searchHint')} />
        <TextField
          select
          label={t('register.year')}
          value={year}
          onChange={(event) =>
            params.set({ year: event.target.value === String(thisYear) ? '' : String(event.target.value) })
          }
          sx={{ width: 110, flexShrink: 0 }}
        >
          {years.map((each) => (
            <MenuItem key={each} value={each}>
              {each}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <ListFrame
        list={list}
        {...(params.get('q') === '' ? {} : { params })}
        empty={<EmptyState title={t('register.empty')} hint={t('register.emptyHint')} />}
      >
        <RowTable
          rows={list.rows}
          columns={columns}
          label={title}
          keyOf={(row) => `${row.year}-${row.number}`}
          linkOf={(row) => `/documents/${row.document.id}`}
          card={(row) => (
            <Box sx={{ display: 'flex', gap: 2 }}>
              <Typography sx={{ fontWeight: 600, fontSize: '1.125rem', minWidth: 36, textAlign: 'right' }}>
                {row.number}
              </Typography>
              <Box sx={{ minWidth: 0 }}>
                <Typography variant="body2" sx={{ fontWeight: 600 }}>
                  {row.document.subject}
                </Typography>
                <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1 }}>
                  {[
                    partyName(kind === 'INCOMING' ? row.document.sender : row.document.receiver),
                    formatDate(row.registeredAt),
                  ].join(' · ')}
                </Typography>
                <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
                  <UrgencyChip urgency={row.document.urgency} />
                  <DocumentState row={row.document} />
                </Box>
              </Box>
            </Box>
          )}
        />
      </ListFrame>
    </>
  );
}

/** What the sender wrote on the document: its number and its date. */
function OwnNumber({ document }: { document: RegisterEntry['document'] }) {
  return (
    <>
      {document.originalNumber}
      {document.issuedOn !== null && (
        <Typography variant="caption" color="textSecondary" component="span" sx={{ display: 'block' }}>
          {formatPlainDate(document.issuedOn)}
        </Typography>
      )}
    </>
  );
}
