/** The inbox: list on the left, the chosen task on the right; on a phone one after the other. */
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import InboxOutlined from '@mui/icons-material/InboxOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import MenuItem from '@mui/material/MenuItem';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { useActions } from '../actions/registry.tsx';
import type { TaskFilter } from '../api/operations.ts';
import type { TaskRow } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { useText } from '../i18n/provider.ts';
import type { MessageKey } from '../i18n/vi.ts';
import { useTaskCounts } from '../layout/live.tsx';
import { usePageTitle } from '../layout/page-title.tsx';
import { useIsPhone } from '../layout/use-is-phone.ts';
import { useCountText } from '../parts/count-text.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { LoadError, RowSkeletons } from '../parts/QueryState.tsx';
import { TaskRowItem } from './TaskRowItem.tsx';
import { TaskWork } from './TaskWork.tsx';
import { taskPath, useClaiming, useTasks } from './use-tasks.ts';

const views = ['mine', 'groups', 'overdue', 'done'] as const;
type View = (typeof views)[number];

const filters: Record<View, TaskFilter> = {
  mine: { state: 'OPEN', mine: true },
  groups: { state: 'OPEN' },
  overdue: { state: 'OPEN', overdue: true },
  done: { state: 'COMPLETED', mine: true },
};

const empty: Record<View, [MessageKey, MessageKey]> = {
  mine: ['inbox.emptyMine', 'inbox.emptyMineHint'],
  groups: ['inbox.emptyGroups', 'inbox.emptyGroupsHint'],
  overdue: ['inbox.emptyOverdue', 'inbox.emptyOverdueHint'],
  done: ['inbox.emptyDone', 'inbox.emptyDoneHint'],
};

function viewOf(text: string | null): View {
  return views.find((view) => view === text) ?? 'groups';
}

/** Processes met so far, for the filter: those of the tasks one has seen. */
function useMetProcesses(tasks: TaskRow[]): Map<string, string> {
  const [met, setMet] = useState(new Map<string, string>());
  useEffect(() => {
    setMet((before) => {
      const next = new Map(before);
      for (const { instance } of tasks) next.set(instance.definition.key, instance.definition.name);
      return next.size === before.size ? before : next;
    });
  }, [tasks]);
  return met;
}

export function Inbox() {
  const t = useText();
  const isPhone = useIsPhone();
  const navigate = useNavigate();
  const viewer = useViewer();
  const counts = useTaskCounts();
  const countText = useCountText();
  const claiming = useClaiming();
  const [params, setParams] = useSearchParams();
  const view = viewOf(params.get('view'));
  const process = params.get('process') ?? '';
  const selectedId = params.get('task');
  const { query, tasks } = useTasks({ ...filters[view], ...(process === '' ? {} : { process }) });
  const met = useMetProcesses(tasks);
  usePageTitle(t('inbox.title'));

  function go(changes: Record<string, string | null>): void {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  }

  function select(id: string): void {
    if (isPhone) navigate(taskPath(id));
    else go({ task: id });
  }

  /** The URL is ahead of what is drawn: keys pressed in quick succession each count from the last one. */
  function currentIndex(): number {
    const current = new URLSearchParams(window.location.search).get('task');
    return tasks.findIndex((task) => task.id === current);
  }
  function move(step: 1 | -1): void {
    const at = currentIndex();
    const next = tasks[at === -1 ? (step === 1 ? 0 : tasks.length - 1) : at + step];
    if (next === undefined) return;
    go({ task: next.id });
    document.querySelector(`[data-task="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }
  const selected = tasks.find((task) => task.id === selectedId);
  const scope = 'keys.sheetScope' as const;
  useActions([
    { id: 'next', label: 'keys.next', scope, keys: 'j', inPalette: false, perform: () => move(1) },
    { id: 'previous', label: 'keys.previous', scope, keys: 'k', inPalette: false, perform: () => move(-1) },
    {
      id: 'claim',
      label: 'keys.claim',
      scope,
      keys: 'a',
      inPalette: selected !== undefined && selected.assignee === null,
      perform: () => {
        const task = tasks[currentIndex()];
        if (task !== undefined && task.assignee === null && task.state === 'OPEN') void claiming.claim(task);
      },
    },
    {
      id: 'open',
      label: 'keys.open',
      scope,
      keys: 'Enter',
      inPalette: selected !== undefined,
      perform: () => {
        const task = tasks[currentIndex()];
        if (task !== undefined) navigate(taskPath(task.id));
      },
    },
    {
      id: 'close',
      label: 'keys.closeDetail',
      scope,
      keys: 'Escape',
      inPalette: false,
      perform: () => go({ task: null }),
    },
  ]);

  const [emptyTitle, emptyHint] = empty[view];
  const list = (
    <Card component="section" aria-label={t('inbox.list')} sx={{ minWidth: 0 }}>
      {query.isError ? (
        <LoadError error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <RowSkeletons rows={6} height={84} />
      ) : tasks.length === 0 ? (
        <EmptyState
          title={t(emptyTitle)}
          hint={t(emptyHint)}
          icon={<CheckCircleOutlined />}
          action={
            view === 'mine' && (counts?.groups.totalCount ?? 0) > 0 ? (
              <Button variant="outlined" onClick={() => go({ view: 'groups' })}>
                {t('inbox.groups')}
              </Button>
            ) : undefined
          }
        />
      ) : (
        <Box
          component="ul"
          sx={{ listStyle: 'none', m: 0, p: 0, '& > li:last-of-type': { borderBottom: 0 } }}
        >
          {tasks.map((task) => (
            <TaskRowItem
              key={task.id}
              task={task}
              viewerId={viewer?.id ?? ''}
              isSelected={task.id === selectedId}
              isPending={claiming.pending.has(task.id)}
              onSelect={() => select(task.id)}
              onClaim={() => void claiming.claim(task)}
            />
          ))}
        </Box>
      )}
      {query.hasNextPage && (
        <Box sx={{ p: 1.5, textAlign: 'center', borderTop: 1, borderColor: 'line' }}>
          <Button
            variant="outlined"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('action.showMore')}
          </Button>
        </Box>
      )}
    </Card>
  );

  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'flex-end', gap: 2, flexWrap: 'wrap', mb: 2 }}>
        <Box
          component="h1"
          sx={{
            position: 'absolute',
            width: '1px',
            height: '1px',
            overflow: 'hidden',
            clip: 'rect(0 0 0 0)',
          }}
        >
          {t('inbox.title')}
        </Box>
        <Tabs
          value={view}
          onChange={(_, next: View) => go({ view: next, task: null })}
          aria-label={t('inbox.views')}
          variant="scrollable"
          scrollButtons={false}
          sx={{ flex: 1, minWidth: 0 }}
        >
          {views.map((each) => (
            <Tab
              key={each}
              value={each}
              label={
                <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
                  {t(`inbox.${each}`)}
                  {each !== 'done' && counts !== undefined && (
                    <Box
                      component="span"
                      sx={{
                        fontSize: '0.75rem',
                        color:
                          each === 'overdue' && counts.overdue.totalCount > 0
                            ? 'tone.danger.text'
                            : 'text.secondary',
                      }}
                    >
                      {countText(counts[each])}
                    </Box>
                  )}
                </Box>
              }
            />
          ))}
        </Tabs>
        {(met.size > 1 || process !== '') && (
          <TextField
            select
            label={t('inbox.process')}
            value={process}
            onChange={(event) => go({ process: event.target.value, task: null })}
            slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
            sx={{ minWidth: 200, width: { xs: '100%', sm: 'auto' } }}
          >
            <MenuItem value="">{t('action.all')}</MenuItem>
            {[...met].map(([key, name]) => (
              <MenuItem key={key} value={key}>
                {name}
              </MenuItem>
            ))}
          </TextField>
        )}
      </Box>
      {isPhone ? (
        list
      ) : (
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: 'minmax(320px, 400px) minmax(0, 1fr)',
            gap: 2.5,
            alignItems: 'start',
          }}
        >
          {list}
          <Box
            sx={{
              position: 'sticky',
              top: 76,
              maxHeight: 'calc(100dvh - 96px)',
              overflowY: 'auto',
              borderRadius: 3,
            }}
          >
            {selectedId === null ? (
              <Card>
                <EmptyState title={t('inbox.pick')} hint={t('inbox.pickHint')} icon={<InboxOutlined />} />
              </Card>
            ) : (
              <TaskWork
                key={selectedId}
                taskId={selectedId}
                isBeside
                claiming={claiming}
                onDone={(next) => go({ task: next })}
              />
            )}
          </Box>
        </Box>
      )}
    </>
  );
}
