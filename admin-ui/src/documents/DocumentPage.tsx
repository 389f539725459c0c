/** Everything about one document: what happens to it, what it says, who signed, and what one may do about it. */
import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MuiLink from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { request } from '../api/client.ts';
import { recallDocument, watchDocument } from '../api/operations.ts';
import { subscribe } from '../api/subscribe.ts';
import type { DocumentDetail, TaskRow } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { LazyDiagram } from '../diagram/LazyDiagram.tsx';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { DueChip } from '../parts/Moments.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Panel } from '../parts/Panel.tsx';
import { partyName } from '../parts/party-name.ts';
import { QueryState } from '../parts/QueryState.tsx';
import { ReasonDialog } from '../parts/ReasonDialog.tsx';
import { isFinished, StatusChip, UrgencyChip } from '../parts/StatusChip.tsx';
import { StatusTimeline } from '../parts/StatusTimeline.tsx';
import { useRecord } from '../parts/use-record.ts';
import { taskPath } from '../tasks/use-tasks.ts';
import { formatDateTime } from '../time/format.ts';
import { ContractPanel } from './ContractPanel.tsx';
import { DocumentCard } from './DocumentRows.tsx';
import { FactsOfDocument } from './FactsOfDocument.tsx';
import { FilesWithPreview } from './FilesWithPreview.tsx';
import { InspectionPanel } from './InspectionPanel.tsx';
import { useKindName } from './kinds.ts';

/** Statuses in which the sender may ask to take a document back. */
const recallable = new Set(['01', '03', '04', '05']);

export function DocumentPage() {
  const { id = '' } = useParams();
  const query = useRecord<DocumentDetail>('documents', id);
  useLiveDocument(query.data?.trackingCode);
  return <QueryState query={query}>{(document) => <LoadedDocument document={document} />}</QueryState>;
}

function useLiveDocument(trackingCode: string | undefined): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (trackingCode === undefined) return;
    const refresh = () => void queryClient.invalidateQueries({ queryKey: ['documents'] });
    return subscribe(watchDocument, { trackingCode }, refresh, refresh);
  }, [trackingCode, queryClient]);
}

function LoadedDocument({ document }: { document: DocumentDetail }) {
  const t = useText();
  const viewer = useViewer();
  const kindName = useKindName();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const [isRecalling, setRecalling] = useState(false);
  usePageTitle(document.subject, true);

  const { status, instance, deadline } = document;
  const isSender =
    viewer?.side === 'ENTERPRISE' &&
    document.sender.__typename === 'Enterprise' &&
    document.sender.taxCode === viewer.enterprise?.taxCode;
  const isIncoming = document.sender.__typename === 'Enterprise';
  const number = document.outgoingNumber ?? document.incomingNumber;

  async function recall(reason: string): Promise<void> {
    await request(recallDocument, { id: document.id, reason });
    notify(t('document.recalled'), { type: 'success' });
    await queryClient.invalidateQueries({ queryKey: ['documents'] });
  }

  const actions = (
    <>
      {status.receipt !== null && (
        <Button
          variant="outlined"
          component="a"
          href={status.receipt.url}
          download={status.receipt.name}
          startIcon={<DownloadOutlined />}
        >
          {t('document.receiptDownload')}
        </Button>
      )}
      {isSender && recallable.has(status.code) && (
        <Button variant="outlined" onClick={() => setRecalling(true)}>
          {t('document.recall')}
        </Button>
      )}
      {isSender && status.paused && (
        <Button variant="contained" component={Link} to={`/submit?inReplyTo=${document.id}`}>
          {t('document.supplement')}
        </Button>
      )}
    </>
  );

  return (
    <>
      <PageHeader
        title={document.subject}
        chips={
          <>
            <StatusChip code={status.code} label={status.label} paused={status.paused} />
            <UrgencyChip urgency={document.urgency} />
            {!isFinished(status.code) && !status.paused && document.dueAt !== null && (
              <DueChip dueAt={document.dueAt} workingDaysLeft={status.workingDaysLeft} />
            )}
          </>
        }
        note={[kindName(document.kind), number, partyName(isIncoming ? document.sender : document.receiver)]
          .filter(Boolean)
          .join(' · ')}
        actions={actions}
      />

      {status.paused && (
        <Alert severity="warning" sx={{ mb: 2.5 }}>
          <Typography variant="subtitle2" component="p">
            {t(isSender ? 'document.pausedTitle' : 'document.pausedStaffTitle')}
          </Typography>
          {pausedNote(document)}
          <Typography variant="body2">
            {t('document.pausedHint', { at: formatDateTime(deadline?.pausedAt ?? status.since) })}
          </Typography>
        </Alert>
      )}

      {document.tasks.length > 0 && (
        <Box sx={{ mb: 2.5 }}>
          <OpenTasks tasks={document.tasks} />
        </Box>
      )}

      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 1fr) 380px' },
          gap: 2.5,
          alignItems: 'start',
        }}
      >
        <Box sx={{ display: 'grid', gap: 2.5, minWidth: 0 }}>
          <Panel title={t('document.facts')}>
            <FactsOfDocument document={document} />
          </Panel>
          {document.contract !== null && <ContractPanel contract={document.contract} />}
          {document.inspection !== null && <InspectionPanel inspection={document.inspection} />}
          <Panel title={t('file.files')}>
            <FilesWithPreview files={document.files} height={600} />
          </Panel>
          {instance !== null && viewer?.side !== 'ENTERPRISE' && (
            <Panel
              title={t('document.process')}
              action={
                <Button size="small" component={Link} to={`/instances/${encodeURIComponent(instance.id)}`}>
                  {t('document.openInstance')}
                </Button>
              }
            >
              <LazyDiagram
                instanceId={instance.id}
                definitionXml={instance.definition.bpmn}
                activeElements={instance.activeElements}
                height={360}
                label={t('process.diagramOf', { name: instance.definition.name })}
              />
            </Panel>
          )}
        </Box>
        <Box sx={{ display: 'grid', gap: 2.5, minWidth: 0, order: { xs: -1, lg: 0 } }}>
          <Panel title={t('document.timeline')}>
            {status.expectedAt !== null && !isFinished(status.code) && (
              <Typography variant="body2" sx={{ mb: 2 }}>
                {`${t('document.expected')}: `}
                <strong>{formatDateTime(status.expectedAt)}</strong>
              </Typography>
            )}
            <StatusTimeline history={status.history} />
          </Panel>
          <Panel title={t('document.replies')} flush={document.replies.length > 0}>
            {document.replies.length === 0 ? (
              <Typography variant="body2" color="textSecondary">
                {t('document.noReplies')}
              </Typography>
            ) : (
              document.replies.map((reply) => (
                <Box
                  key={reply.id}
                  component={Link}
                  to={`/documents/${reply.id}`}
                  sx={{
                    display: 'block',
                    p: 2,
                    color: 'inherit',
                    textDecoration: 'none',
                    borderBottom: 1,
                    borderColor: 'line',
                    '&:last-child': { borderBottom: 0 },
                    '&:hover': { bgcolor: 'raised' },
                  }}
                >
                  <DocumentCard row={reply} />
                </Box>
              ))
            )}
          </Panel>
          <Signatures document={document} />
        </Box>
      </Box>

      <ReasonDialog
        open={isRecalling}
        title={t('document.recallTitle')}
        hint={t('document.recallHint')}
        label={t('document.recallReason')}
        confirm={t('document.recallSend')}
        onClose={() => setRecalling(false)}
        onConfirm={recall}
      />
    </>
  );
}

/** What the agency wrote when it asked for a supplement: the note of the latest change. */
function pausedNote(document: DocumentDetail) {
  const latest = [...document.status.history]
    .sort((a, b) => b.at.localeCompare(a.at))
    .find((change) => change.note);
  if (latest === undefined) return null;
  return (
    <Typography variant="body2" sx={{ my: 0.5, overflowWrap: 'anywhere' }}>
      {latest.note}
    </Typography>
  );
}

function OpenTasks({ tasks }: { tasks: TaskRow[] }) {
  const t = useText();
  return (
    <Panel title={t('document.tasks')} flush>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {tasks.map((task) => (
          <Box
            component="li"
            key={task.id}
            sx={{
              display: 'flex',
              alignItems: 'center',
              gap: 1.5,
              flexWrap: 'wrap',
              px: 2.5,
              py: 1.25,
              borderBottom: 1,
              borderColor: 'line',
              '&:last-child': { borderBottom: 0 },
            }}
          >
            <Box sx={{ flex: '1 1 220px', minWidth: 0 }}>
              <MuiLink
                component={Link}
                to={taskPath(task.id)}
                variant="body2"
                color="textPrimary"
                sx={{ fontWeight: 600 }}
              >
                {task.name}
              </MuiLink>
              <Typography variant="caption" color="textSecondary" component="p">
                {task.assignee === null ? t('task.unassigned') : task.assignee.name}
              </Typography>
            </Box>
            <DueChip dueAt={task.dueAt} hideWithout />
            <Button size="small" variant="outlined" component={Link} to={taskPath(task.id)}>
              {t('action.open')}
            </Button>
          </Box>
        ))}
      </Box>
    </Panel>
  );
}

function Signatures({ document }: { document: DocumentDetail }) {
  const t = useText();
  const { signatures, files } = document;
  return (
    <Panel title={t('document.signatures')}>
      {signatures.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {t('document.noSignatures')}
        </Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
          {signatures.map((signature) => (
            <Box
              component="li"
              key={`${signature.fileId}${signature.serial}${signature.signedAt}`}
              sx={{ minWidth: 0 }}
            >
              <Typography variant="body2" sx={{ fontWeight: 500, overflowWrap: 'anywhere' }}>
                {commonName(signature.subject)}
              </Typography>
              <Typography
                variant="caption"
                color="textSecondary"
                component="p"
                sx={{ overflowWrap: 'anywhere' }}
              >
                {[
                  formatDateTime(signature.signedAt),
                  signature.level,
                  files.find((file) => file.id === signature.fileId)?.name,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Typography>
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  );
}

/** The name in a certificate's subject ("CN=Nguyễn Văn A, O=…"). */
function commonName(subject: string): string {
  return /(?:^|[,/])\s*CN\s*=\s*([^,/]+)/i.exec(subject)?.[1]?.trim() ?? subject;
}
