/** The work on one task: its form, and beside it the files, where the process stands, what happened, and the document's facts. */
import OpenInFullOutlined from '@mui/icons-material/OpenInFullOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import IconButton from '@mui/material/IconButton';
import MuiLink from '@mui/material/Link';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { nodes, type TaskDetail } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { LazyDiagram } from '../diagram/LazyDiagram.tsx';
import { visitedElements } from '../diagram/visited.ts';
import { FactsOfDocument } from '../documents/FactsOfDocument.tsx';
import { FilesWithPreview } from '../documents/FilesWithPreview.tsx';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { useIsPhone } from '../layout/use-is-phone.ts';
import { DueChip } from '../parts/Moments.tsx';
import { QueryState, RowSkeletons } from '../parts/QueryState.tsx';
import { StatusChip, UrgencyChip } from '../parts/StatusChip.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { useRecord } from '../parts/use-record.ts';
import { EventTimeline } from '../processes/EventTimeline.tsx';
import { groupName } from './group-name.ts';
import { TaskForm } from './TaskForm.tsx';
import { type Claiming, taskPath } from './use-tasks.ts';

type Props = {
  taskId: string;
  claiming: Claiming;
  /** Beside the list: less room, and a way to the page of its own. */
  isBeside?: boolean;
  /** Where to go afterwards: another task, or back to the list. */
  onDone: (nextTaskId: string | null) => void;
};

type Side = 'work' | 'files' | 'process' | 'history' | 'facts';

export function TaskWork({ taskId, claiming, isBeside = false, onDone }: Props) {
  const query = useRecord<TaskDetail>('tasks', taskId);
  return (
    <QueryState
      query={query}
      skeleton={
        <Card>
          <RowSkeletons rows={6} />
        </Card>
      }
    >
      {(task) => <LoadedTask task={task} claiming={claiming} isBeside={isBeside} onDone={onDone} />}
    </QueryState>
  );
}

function LoadedTask({
  task,
  claiming,
  isBeside,
  onDone,
}: {
  task: TaskDetail;
  claiming: Claiming;
  isBeside: boolean;
  onDone: Props['onDone'];
}) {
  const t = useText();
  const isPhone = useIsPhone();
  const hasColumns = !isPhone && !isBeside;
  const [side, setSide] = useState<Side>(hasColumns ? 'files' : 'work');
  usePageTitle(isBeside ? undefined : task.name, !isBeside);

  // the reply first: it is what is approved, issued or confirmed
  const replyFiles = task.document?.replies.flatMap((reply) => reply.files) ?? [];
  const files = [...replyFiles, ...(task.document?.files ?? [])];
  const hasFiles = files.length > 0;
  const sides: Side[] = [
    ...(hasColumns ? [] : (['work'] as const)),
    ...(hasFiles ? (['files'] as const) : []),
    ...(task.document === null ? [] : (['facts'] as const)),
    'process',
    'history',
  ];
  const shown = sides.includes(side) ? side : (sides[0] ?? 'process');
  const work = <TaskForm task={task} claiming={claiming} onDone={onDone} />;

  const panel = (
    <Card component="section" aria-label={t('task.sections')} sx={{ minWidth: 0 }}>
      <Tabs
        value={shown}
        onChange={(_, next: Side) => setSide(next)}
        variant="scrollable"
        scrollButtons={false}
        aria-label={t('task.sections')}
        sx={{ px: 1, borderBottom: 1, borderColor: 'line' }}
      >
        {sides.map((each) => (
          <Tab
            key={each}
            value={each}
            id={`side-${each}`}
            aria-controls="side-panel"
            label={each === 'files' ? `${t('task.files')} (${files.length})` : t(`task.${each}`)}
          />
        ))}
      </Tabs>
      <Box role="tabpanel" id="side-panel" aria-labelledby={`side-${shown}`} sx={{ p: { xs: 2, sm: 2.5 } }}>
        {/* the form stays mounted behind the other tabs: what was entered and is being uploaded goes on */}
        {!hasColumns && <Box sx={{ display: shown === 'work' ? 'block' : 'none' }}>{work}</Box>}
        {shown === 'files' && (
          <FilesWithPreview
            files={files}
            notes={Object.fromEntries(replyFiles.map(({ id }) => [id, t('task.ofReply')]))}
            height={hasColumns ? 640 : 460}
          />
        )}
        {shown === 'process' && (
          <LazyDiagram
            instanceId={task.instance.id}
            definitionXml={task.instance.definition.bpmn}
            activeElements={task.instance.activeElements}
            completedElements={visitedElements(nodes(task.instance.events))}
            label={t('process.diagramOf', { name: task.instance.definition.name })}
          />
        )}
        {shown === 'history' && (
          <EventTimeline events={nodes(task.instance.events)} bpmn={task.instance.definition.bpmn} />
        )}
        {shown === 'facts' && task.document !== null && <FactsOfDocument document={task.document} />}
      </Box>
    </Card>
  );

  return (
    <Box>
      <TaskHeader task={task} claiming={claiming} isBeside={isBeside} />
      {hasColumns ? (
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 6fr)',
            gap: 2.5,
            alignItems: 'start',
          }}
        >
          <Card component="section" aria-label={t('task.work')} sx={{ p: 3 }}>
            {work}
          </Card>
          {panel}
        </Box>
      ) : (
        panel
      )}
    </Box>
  );
}

function TaskHeader({
  task,
  claiming,
  isBeside,
}: {
  task: TaskDetail;
  claiming: Claiming;
  isBeside: boolean;
}) {
  const t = useText();
  const viewer = useViewer();
  const isOpen = task.state === 'OPEN';
  const isMine = task.assignee?.id === viewer?.id;
  const isPending = claiming.pending.has(task.id);
  const { document } = task;
  return (
    <Card component="header" sx={{ p: { xs: 2, sm: 2.5 }, mb: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mb: 1 }}>
        {isOpen ? (
          <DueChip dueAt={task.dueAt} paused={document?.status.paused ?? false} />
        ) : (
          <ToneChip tone={task.state === 'COMPLETED' ? 'success' : 'neutral'} dot>
            {t(`task.state.${task.state}`)}
          </ToneChip>
        )}
        {document !== null && <UrgencyChip urgency={document.urgency} />}
        {document !== null && (
          <StatusChip
            code={document.status.code}
            label={document.status.label}
            paused={document.status.paused}
          />
        )}
      </Box>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography
            variant="h1"
            component={isBeside ? 'h2' : 'h1'}
            sx={{ fontSize: isBeside ? '1.25rem' : undefined, overflowWrap: 'anywhere' }}
          >
            {task.name}
          </Typography>
          {document !== null && (
            <MuiLink
              component={Link}
              to={`/documents/${document.id}`}
              variant="body2"
              color="textPrimary"
              sx={{ display: 'inline-block', mt: 0.5 }}
            >
              {document.subject}
            </MuiLink>
          )}
        </Box>
        {isBeside && (
          <Tooltip title={t('action.open')}>
            <IconButton
              component={Link}
              to={taskPath(task.id)}
              aria-label={t('inbox.openTask', { name: task.name })}
            >
              <OpenInFullOutlined fontSize="small" />
            </IconButton>
          </Tooltip>
        )}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, mt: 2 }}>
        <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 200px' }}>
          {task.assignee === null
            ? `${t('task.unassigned')} (${task.candidateGroups.map((group) => groupName(group, t)).join(', ')})`
            : `${t('task.assignee')}: ${isMine ? t('task.you') : task.assignee.name}`}
        </Typography>
        {isOpen && task.assignee === null && (
          <Button variant="contained" disabled={isPending} onClick={() => void claiming.claim(task)}>
            {isPending ? t('task.claiming') : t('task.claim')}
          </Button>
        )}
        {isOpen && isMine && task.candidateGroups.length > 0 && (
          <Button variant="outlined" disabled={isPending} onClick={() => void claiming.unclaim(task)}>
            {isPending ? t('task.unclaiming') : t('task.unclaim')}
          </Button>
        )}
      </Box>
      {!isOpen && (
        <Alert severity="info" sx={{ mt: 2 }}>
          {t('task.closedHint')}
        </Alert>
      )}
    </Card>
  );
}
