/**
 * Taking the completion of a user task back. Nothing is kept for it: from the log of commands the past is computed again, which tells
 * what the completion led to and what has happened since. It can be undone while that is only waiting; what others have done beside it
 * stays as it is.
 */
import { identify, tell } from '../behaviors/identify.ts';
import { copyOfVisible } from '../behaviors/variables.ts';
import type { Command, Rejection } from '../commands.ts';
import type { EngineEvent } from '../events.ts';
import type { Bilingual, ExecutableGraph } from '../graph.ts';
import type { Run } from '../run.ts';
import type { Transition } from '../start-instance.ts';
import type { InstanceState } from '../state/instance-state.ts';
import { openUserTasks } from '../state/readers.ts';
import { copyOf } from './copy-of-state.ts';
import type { Past, RepairCommand } from './repair-command.ts';
import { Conflict, takeBack } from './three-way-merge.ts';

/** Gives a command to a state, which is consumed. */
export type Replay = (
  state: InstanceState,
  past: Past['since'][number],
) => Transition | { rejection: Rejection };

export function undoUserTask(
  run: Run,
  command: Extract<RepairCommand, { kind: 'undoUserTask' }>,
  replay: Replay,
): Rejection | null {
  const { key, actor, past } = command;
  const [first] = past.since;
  const task = openTask(past.before, key);
  if (!task || first?.command.kind !== 'completeUserTask' || first.command.key !== key)
    return { code: 'INVALID', message: `Expected the past since the completion of user task ${key}` };
  if (first.command.actor !== actor) return refuse(texts.byAnother);
  if (past.since.some(({ command: it }) => it.kind === 'migrate')) return refuse(texts.migrated);
  const completion = relive(past, replay);
  if (!completion || completion.sequence !== run.state.sequence) return refuse(texts.goesOn);
  if (completion.after.userTasks[key]) return refuse(texts.notCompleted);
  const hindrance = whatCannotBeUndone(run.graph, completion) ?? whatWentOn(past.before, completion);
  if (hindrance) return refuse(hindrance.text, nameOf(run.graph, hindrance.element));
  const merged = mergedState(past.before, completion.after, run.state);
  if (merged instanceof Conflict) return refuseConflict(run, completion.after, merged);
  if (!hangsTogether(merged)) return refuse(texts.goneAround);
  putBack(run, copyOf(merged), command);
  return null;
}

// the past ///////////////////////////////////////////////////////////

interface Completion {
  /** Where the instance stood when it had come to rest. */
  after: InstanceState;
  /** What it led to, up to there; and what happened later. */
  events: EngineEvent[];
  later: EngineEvent[];
  /** Of the last event of all. */
  sequence: number;
}

/** Null when the past does not fit. The jobs that the completion began and that were answered at once are part of it. */
function relive({ before, since }: Past, replay: Replay): Completion | null {
  let state = copyOf(before);
  let after: InstanceState | null = null;
  const events: EngineEvent[] = [];
  const later: EngineEvent[] = [];
  const jobs = new Set<string>();
  for (const [index, past] of since.entries()) {
    if (!after && index > 0 && !isAnswerOf(jobs, past.command)) after = copyOf(state);
    const result = replay(state, past);
    if ('rejection' in result) return null;
    state = result.state;
    for (const event of result.events) {
      if (event.event === 'jobOpened') jobs.add(event.job.key);
      (after ? later : events).push(event);
    }
  }
  return { after: after ?? state, events, later, sequence: state.sequence };
}

function isAnswerOf(jobs: ReadonlySet<string>, command: Command): boolean {
  const { kind } = command;
  const isAnswer = kind === 'completeJob' || kind === 'failJob' || kind === 'throwJobError';
  return isAnswer && jobs.has(command.key);
}

const openTask = (state: InstanceState, key: string) => openUserTasks(state).find((it) => it.key === key);

// the rule ///////////////////////////////////////////////////////////

interface Hindrance {
  text: (element: string) => Bilingual;
  element: string;
}

/** What has left the instance: messages, signals, and jobs that are not declared to be undoable. */
function whatCannotBeUndone(graph: ExecutableGraph, { events }: Completion): Hindrance | null {
  const types = new Map<string, string>();
  for (const event of events) {
    if (event.event === 'messageThrown') return { text: texts.messageSent, element: event.element };
    if (event.event === 'signalThrown') return { text: texts.signalSent, element: event.name };
    if (event.event === 'jobOpened') {
      const { key, type, execution, elementId } = event.job;
      types.set(key, type);
      if (execution === 'external') return { text: texts.jobBegun, element: elementId };
    }
    if (event.event === 'jobClosed' && event.outcome === 'completed') {
      const isUndoable = graph.jobTypes[types.get(event.key) ?? '']?.undoable;
      if (!isUndoable) return { text: texts.jobDone, element: event.element };
    }
  }
  return null;
}

/** Tasks that followed may have been claimed and given back: how they are now is compared with how they were. */
const harmless = new Set<EngineEvent['event']>(['userTaskAssigned', 'userTaskUpdated', 'userTaskHeld']);

/** What the completion began has been touched since. */
function whatWentOn(before: InstanceState, { after, later }: Completion): Hindrance | null {
  const isBegun = (key: string | undefined): boolean =>
    Number(key) > before.lastKey && Number(key) <= after.lastKey;
  for (const event of later) {
    if (harmless.has(event.event)) continue;
    const { key, scope, owner, element } = event as Touch;
    if (isBegun(key) || isBegun(scope) || isBegun(owner))
      return { text: texts.wentOn, element: element ?? elementOf(after, [key, scope, owner]) };
  }
  return null;
}

interface Touch {
  key?: string;
  scope?: string;
  owner?: string;
  element?: string;
}

const elementOf = (state: InstanceState, keys: (string | undefined)[]): string =>
  keys.flatMap((key) => state.instances[key ?? '']?.elementId ?? [])[0] ?? '';

function mergedState(
  before: InstanceState,
  after: InstanceState,
  current: InstanceState,
): InstanceState | Conflict {
  const uncounted = (state: InstanceState) => ({ ...state, sequence: 0, lastKey: 0 });
  return takeBack(uncounted(before), uncounted(after), uncounted(current)) as InstanceState | Conflict;
}

/** Whatever there is has something around it. */
function hangsTogether(state: InstanceState): boolean {
  const isLive = (key: string): boolean => state.instances[key] !== undefined;
  const ownersLive = tables.every((table) =>
    Object.values(state[table] ?? {}).every(({ owner }: { owner: string }) => isLive(owner)),
  );
  return ownersLive && Object.values(state.instances).every(({ scope }) => scope === null || isLive(scope));
}

// putting back ///////////////////////////////////////////////////////

const tables = [
  'userTasks',
  'jobs',
  'messageSubscriptions',
  'signalSubscriptions',
  'timers',
  'conditions',
  'incidents',
] as const;

/** Tells what ends and what is there again, and makes it so. */
function putBack(
  run: Run,
  merged: InstanceState,
  { actor, reason }: Extract<RepairCommand, { kind: 'undoUserTask' }>,
): void {
  const { state } = run;
  const again = (table: (typeof tables)[number] | 'instances'): string[] =>
    Object.keys(merged[table] ?? {}).filter((key) => !(key in (state[table] ?? {})));
  const restored = {
    instances: again('instances'),
    userTasks: again('userTasks'),
    jobs: again('jobs'),
    messages: again('messageSubscriptions'),
    signals: again('signalSubscriptions'),
    timers: again('timers'),
    conditions: again('conditions'),
    incidents: again('incidents'),
  };
  const variables = changedVariables(state, merged);
  close(run, merged, actor);
  run.note({ change: 'takenBack', state: merged });

  for (const key of restored.timers) {
    const timer = state.timers[key];
    if (timer) run.emit({ event: 'timerStarted', ...renamed(timer) });
  }
  for (const key of restored.instances) {
    const instance = run.instance(key);
    if (instance.phase === 'active') tell(run, instance, 'activated');
  }
  for (const key of restored.userTasks) {
    const task = openTask(state, key);
    if (task) run.emit({ event: 'userTaskReopened', element: task.elementId, task, actor, reason });
  }
  for (const key of restored.messages) {
    const { owner, ...subscription } = state.messageSubscriptions[key] ?? missing(key);
    run.emit({ event: 'messageSubscribed', subscription, owner });
  }
  for (const key of restored.signals) {
    const { owner, ...subscription } = state.signalSubscriptions[key] ?? missing(key);
    run.emit({ event: 'signalSubscribed', subscription, owner });
  }
  for (const key of restored.jobs) {
    const { owner, ...job } = state.jobs[key] ?? missing(key);
    const sees = copyOfVisible(state, run.instance(owner));
    run.emit({ event: 'jobOpened', job: { ...job, variables: sees }, owner });
  }
  for (const key of restored.incidents) {
    const { owner, elementId: _, key: incidentKey, ...incident } = state.incidents[key] ?? missing(key);
    run.emit({ event: 'incident', ...identify(run, run.instance(owner)), incidentKey, ...incident });
  }
  for (const variable of variables) run.emit({ event: 'variable', ...variable });
  for (const key of restored.conditions) run.lookAtCondition(key);
}

/** Of scopes that stay; one that there was not before goes without a word. */
function changedVariables(
  state: InstanceState,
  merged: InstanceState,
): { scope: string; name: string; value: unknown }[] {
  return Object.values(merged.instances).flatMap(({ key: scope, variables }) => {
    const current = state.instances[scope]?.variables;
    if (!current) return [];
    return Object.entries(variables).flatMap(([name, value]) =>
      current[name] === value || JSON.stringify(current[name]) === JSON.stringify(value)
        ? []
        : [{ scope, name, value }],
    );
  });
}

/** What is not there any longer ends, the inner before the outer. */
function close(run: Run, merged: InstanceState, actor: string | null): void {
  const { state } = run;
  const gone = <T extends { key: string }>(table: Record<string, T>, kept: Record<string, T>): T[] =>
    Object.values(table).filter(({ key }) => !(key in kept));
  for (const { key, elementId: element } of gone(state.userTasks, merged.userTasks))
    run.emit({ event: 'userTaskClosed', key, element, outcome: 'cancelled', actor });
  for (const { key, elementId: element } of gone(state.jobs, merged.jobs))
    run.emit({ event: 'jobClosed', key, element, outcome: 'cancelled' });
  for (const { key, elementId: element } of gone(state.messageSubscriptions, merged.messageSubscriptions))
    run.emit({ event: 'messageUnsubscribed', key, element });
  for (const { key, elementId: element } of gone(state.signalSubscriptions, merged.signalSubscriptions))
    run.emit({ event: 'signalUnsubscribed', key, element });
  for (const { key, elementId: element } of gone(state.timers, merged.timers))
    run.emit({ event: 'timerCancelled', key, element });
  for (const { key, elementId: element } of gone(state.incidents, merged.incidents))
    run.emit({ event: 'incidentResolved', incidentKey: key, element });
  for (const instance of gone(state.instances, merged.instances).reverse()) tell(run, instance, 'terminated');
}

function renamed<T extends { elementId: string }>({ elementId, ...rest }: T) {
  return { element: elementId, ...rest };
}

function missing(key: string): never {
  throw new Error(`Expected ${key} to be open again, but it is not`);
}

// telling ////////////////////////////////////////////////////////////

function refuse(text: (element: string) => Bilingual, element = ''): Rejection {
  const both = text(element);
  return { code: 'NOT_UNDOABLE', message: both.en, text: both };
}

function refuseConflict(run: Run, after: InstanceState, { path }: Conflict): Rejection {
  const [table = '', key = ''] = path;
  if (table === 'userTasks')
    return refuse(texts.taskChanged, nameOf(run.graph, after.userTasks[key]?.elementId ?? ''));
  const variables = path.indexOf('variables');
  if (variables >= 0) return refuse(texts.variableChanged, path[variables + 1]);
  const element = after.instances[key]?.elementId ?? elementOf(run.state, [key]);
  return refuse(texts.wentOn, nameOf(run.graph, element));
}

/** As people know it. */
function nameOf({ processes }: ExecutableGraph, elementId: string): string {
  for (const { elements } of Object.values(processes)) {
    const name = elements[elementId]?.name;
    if (name) return name;
  }
  return elementId;
}

const texts = {
  byAnother: () => ({
    vi: 'Chỉ người đã hoàn thành công việc mới được hoàn tác.',
    en: 'Only who completed the task may undo that.',
  }),
  goesOn: () => ({
    vi: 'Quy trình vừa có thay đổi, xin tải lại rồi thử lại.',
    en: 'The instance has just gone on, please load it again.',
  }),
  migrated: () => ({
    vi: 'Không hoàn tác được nữa: quy trình đã chuyển sang phiên bản khác.',
    en: 'This can no longer be undone: the instance goes by another version of its process since.',
  }),
  notCompleted: () => ({
    vi: 'Công việc này chưa hoàn thành.',
    en: 'The task has not been completed.',
  }),
  goneAround: () => ({
    vi: 'Không hoàn tác được nữa: phần quy trình chứa công việc này đã kết thúc.',
    en: 'This can no longer be undone: the part of the process around the task has ended.',
  }),
  messageSent: (element) => ({
    vi: `Không hoàn tác được nữa: “${element}” đã gửi thông điệp.`,
    en: `This can no longer be undone: “${element}” has sent a message.`,
  }),
  signalSent: (name) => ({
    vi: `Không hoàn tác được nữa: tín hiệu “${name}” đã được phát.`,
    en: `This can no longer be undone: the signal “${name}” has been sent.`,
  }),
  jobBegun: (element) => ({
    vi: `Không hoàn tác được nữa: “${element}” đã bắt đầu thực hiện.`,
    en: `This can no longer be undone: “${element}” has begun.`,
  }),
  jobDone: (element) => ({
    vi: `Không hoàn tác được nữa: “${element}” đã thực hiện xong.`,
    en: `This can no longer be undone: “${element}” has been done.`,
  }),
  wentOn: (element) => ({
    vi: `Không hoàn tác được nữa: bước tiếp theo “${element}” đã được thực hiện.`,
    en: `This can no longer be undone: what followed has gone on at “${element}”.`,
  }),
  taskChanged: (element) => ({
    vi: `Không hoàn tác được nữa: công việc tiếp theo “${element}” đã có người nhận hoặc đã thay đổi.`,
    en: `This can no longer be undone: the task “${element}” that followed has been claimed or changed.`,
  }),
  variableChanged: (name) => ({
    vi: `Không hoàn tác được nữa: dữ liệu “${name}” đã được thay đổi sau đó.`,
    en: `This can no longer be undone: the data “${name}” has been changed since.`,
  }),
} as const satisfies Record<string, (element: string) => Bilingual>;
