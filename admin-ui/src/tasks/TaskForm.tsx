/** The form of a task and what becomes of it: draft, faults, completion, the task after it. */
import ArrowForwardOutlined from '@mui/icons-material/ArrowForwardOutlined';
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { ApiError, request } from '../api/client.ts';
import { completeTask, listTasks } from '../api/operations.ts';
import { nodes, type TaskDetail, type TaskRow } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { FormRenderer, fieldElementId } from '../forms/FormRenderer.tsx';
import { readForm } from '../forms/schema.ts';
import { useForm } from '../forms/use-form.ts';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useErrorText } from '../parts/QueryState.tsx';
import { formatDateTime, formatTime } from '../time/format.ts';
import type { Claiming } from './use-tasks.ts';

type Props = { task: TaskDetail; claiming: Claiming; onDone: (nextTaskId: string | null) => void };

/** The server's objections by the form's own paths. */
function formFaults(error: ApiError): Record<string, string> {
  const entries = Object.entries(error.body.errors);
  return Object.fromEntries(entries.map(([path, message]) => [path.replace(/^variables\./, ''), message]));
}

/** The task to offer next: mine first, then what my groups have. */
async function findNext(doneId: string): Promise<TaskRow | null> {
  for (const filter of [{ state: 'OPEN', mine: true }, { state: 'OPEN' }] as const) {
    const { tasks } = await request(listTasks, { filter, first: 5, after: null });
    const next = nodes(tasks).find((task) => task.id !== doneId);
    if (next !== undefined) return next;
  }
  return null;
}

export function TaskForm({ task, claiming, onDone }: Props) {
  const t = useText();
  const words = useErrorText();
  const viewer = useViewer();
  const queryClient = useQueryClient();
  const formId = useId();
  const schema = useMemo(() => readForm(task.form), [task.form]);
  const isOpen = task.state === 'OPEN';
  const form = useForm(schema, task.variables, isOpen ? task.id : null);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [serverFaults, setServerFaults] = useState<Record<string, string>>({});
  const [outcome, setOutcome] = useState<{ next: TaskRow | null } | null>(null);

  const isTakenByOther = task.assignee !== null && task.assignee.id !== viewer?.id;
  const isUnclaimed = task.assignee === null;
  const wasTaken = failure instanceof ApiError && failure.code === 'TASK_NOT_OPEN';
  const reason = !isOpen
    ? t('task.whyClosed')
    : isTakenByOther
      ? t('task.whyOther', { name: task.assignee?.name ?? '' })
      : isUnclaimed
        ? t('task.whyClaim')
        : form.isBusy
          ? t('task.whyUploading')
          : form.showsFaults && form.faults.size > 0
            ? t('task.whyInvalid', { smart_count: form.faults.size })
            : null;
  const isBlocked = !isOpen || isTakenByOther || isUnclaimed || form.isBusy || isSending;

  function showFirstFault(): void {
    const [first] = form.faults.keys();
    if (first === undefined) return;
    const element = document.getElementById(fieldElementId(formId, first));
    element?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    element?.focus({ preventScroll: true });
  }

  async function send(): Promise<void> {
    form.revealFaults();
    if (form.faults.size > 0) {
      requestAnimationFrame(showFirstFault);
      return;
    }
    setSending(true);
    setFailure(null);
    setServerFaults({});
    try {
      await request(completeTask, { input: { id: task.id, variables: form.submission(), idempotencyKey } });
      form.forgetDraft();
      const next = await findNext(task.id).catch(() => null);
      setOutcome({ next });
      // the detail of this task stays as it is: its form gives way to what comes next
      await queryClient.invalidateQueries({ queryKey: ['tasks', 'list'] });
      await queryClient.invalidateQueries({ queryKey: ['tasks', 'counts'] });
      await queryClient.invalidateQueries({ queryKey: ['documents'] });
    } catch (error) {
      setFailure(error);
      if (error instanceof ApiError) setServerFaults(formFaults(error));
    } finally {
      setSending(false);
    }
  }

  if (outcome !== null) return <NextTask name={task.name} next={outcome.next} onDone={onDone} />;

  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBlocked) void send();
      }}
    >
      {form.restoredAt !== null && isOpen && (
        <Alert
          severity="info"
          sx={{ mb: 2.5 }}
          action={
            <Button size="small" color="inherit" onClick={form.discardDraft}>
              {t('task.draftDiscard')}
            </Button>
          }
        >
          {t('task.draftRestored', { at: formatDateTime(form.restoredAt) })}
        </Alert>
      )}
      {schema === null ? (
        <Typography variant="body2" color="textSecondary">
          {t('task.noForm')}
        </Typography>
      ) : (
        <FormRenderer
          key={form.version}
          id={formId}
          schema={schema}
          values={form.values}
          variables={task.variables}
          faults={form.faults}
          showsFaults={form.showsFaults}
          serverFaults={serverFaults}
          isReadOnly={!isOpen || isTakenByOther}
          onChange={form.change}
          onBusy={form.setBusy}
        />
      )}
      {failure !== null && (
        <Alert severity="error" role="alert" sx={{ mt: 2.5 }}>
          {wasTaken ? (
            <>
              <strong>{t('task.takenTitle')}</strong>
              <br />
              {t('task.takenHint')}
            </>
          ) : (
            words(failure)
          )}
        </Alert>
      )}
      {isOpen && (
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: 1.5,
            mt: 3,
            pt: 2,
            borderTop: 1,
            borderColor: 'line',
          }}
        >
          {isUnclaimed ? (
            <Button
              variant="contained"
              size="large"
              disabled={claiming.pending.has(task.id)}
              onClick={() => void claiming.claim(task)}
            >
              {claiming.pending.has(task.id) ? t('task.claiming') : t('task.claim')}
            </Button>
          ) : (
            <Button
              type="submit"
              variant="contained"
              size="large"
              disabled={isBlocked}
              aria-describedby={`${formId}-why`}
            >
              {isSending ? t('task.submitting') : t('task.submit')}
            </Button>
          )}
          <Typography
            id={`${formId}-why`}
            role="status"
            variant="caption"
            sx={{
              color: reason === null ? 'text.secondary' : 'tone.warning.text',
              fontWeight: reason === null ? 400 : 500,
            }}
          >
            {reason ?? (form.savedAt === null ? '' : t('task.draftSaved', { at: formatTime(form.savedAt) }))}
          </Typography>
          {form.showsFaults && form.faults.size > 0 && (
            <Button size="small" onClick={showFirstFault}>
              {t('form.fixOne')}
            </Button>
          )}
        </Box>
      )}
    </Box>
  );
}

function NextTask({ name, next, onDone }: { name: string; next: TaskRow | null; onDone: Props['onDone'] }) {
  const t = useText();
  return (
    <Box role="status">
      <EmptyState
        dense
        icon={<CheckCircleOutlined sx={{ color: 'success.main' }} />}
        title={t('task.completed', { name })}
        hint={next === null ? t('task.nextNone') : t('task.nextHint')}
        action={
          <Box sx={{ display: 'grid', gap: 1.5 }}>
            {next !== null && (
              <Box
                sx={{
                  textAlign: 'left',
                  p: 2,
                  border: 1,
                  borderColor: 'line',
                  borderRadius: 2.5,
                  bgcolor: 'raised',
                }}
              >
                <Typography variant="body2" sx={{ fontWeight: 600 }}>
                  {next.name}
                </Typography>
                <Typography variant="body2" color="textSecondary">
                  {next.document?.subject ?? next.instance.definition.name}
                </Typography>
              </Box>
            )}
            <Box sx={{ display: 'flex', gap: 1, justifyContent: 'center', flexWrap: 'wrap' }}>
              {next !== null && (
                <Button
                  variant="contained"
                  autoFocus
                  endIcon={<ArrowForwardOutlined />}
                  onClick={() => onDone(next.id)}
                >
                  {t('task.openNext')}
                </Button>
              )}
              <Button variant="outlined" onClick={() => onDone(null)}>
                {t('task.toInbox')}
              </Button>
            </Box>
          </Box>
        }
      />
    </Box>
  );
}
