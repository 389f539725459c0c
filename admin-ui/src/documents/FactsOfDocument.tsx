import MuiLink from '@mui/material/Link';
import { Link } from 'react-router-dom';
import type { TaskDetail } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { FactList } from '../parts/FactList.tsx';
import { DueChip } from '../parts/Moments.tsx';
import { partyCode, partyName } from '../parts/party-name.ts';
import { isFinished, UrgencyChip } from '../parts/StatusChip.tsx';
import { formatDateTime, formatPlainDate } from '../time/format.ts';
import { useKindName } from './kinds.ts';

export type DocumentFacts = Omit<NonNullable<TaskDetail['document']>, 'replies'>;

export function FactsOfDocument({ document, columns = 2 }: { document: DocumentFacts; columns?: 1 | 2 }) {
  const t = useText();
  const kindName = useKindName();
  const { deadline, inReplyTo } = document;
  return (
    <FactList
      columns={columns}
      facts={[
        { label: t('document.trackingCode'), value: <CopyButton text={document.trackingCode} /> },
        {
          label: t('document.sender'),
          value: `${partyName(document.sender)} (${partyCode(document.sender)})`,
        },
        {
          label: t('document.receiver'),
          value: `${partyName(document.receiver)} (${partyCode(document.receiver)})`,
        },
        { label: t('document.kind'), value: kindName(document.kind) },
        { label: t('document.urgency'), value: <UrgencyChip urgency={document.urgency} always /> },
        { label: t('document.incomingNumber'), value: document.incomingNumber },
        { label: t('document.outgoingNumber'), value: document.outgoingNumber },
        { label: t('document.originalNumber'), value: document.originalNumber },
        {
          label: t('document.issuedOn'),
          value: document.issuedOn === null ? null : formatPlainDate(document.issuedOn),
        },
        {
          label: t('document.received'),
          value: document.receivedAt === null ? null : formatDateTime(document.receivedAt),
        },
        {
          label: t('document.due'),
          value:
            document.dueAt === null ? null : (
              <>
                {formatDateTime(document.dueAt)}{' '}
                {!isFinished(document.status.code) && (
                  <DueChip
                    dueAt={document.dueAt}
                    paused={document.status.paused}
                    workingDaysLeft={deadline?.workingDaysLeft ?? null}
                  />
                )}
              </>
            ),
        },
        { label: t('document.dossier'), value: document.dossierCode },
        {
          label: t('document.inReplyTo'),
          value:
            inReplyTo === null ? null : (
              <MuiLink component={Link} to={`/documents/${inReplyTo.id}`}>
                {inReplyTo.subject}
              </MuiLink>
            ),
        },
      ]}
    />
  );
}
