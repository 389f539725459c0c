/** Everything that may happen next to an instance at rest, seen from outside. */
import type { Command } from '../commands.ts';
import type { ExecutableGraph } from '../graph.ts';
import type { ElementInstance, InstanceState, OpenTimer } from '../state/instance-state.ts';
import { openAdHocSubProcesses, openJobs, openUserTasks } from '../state/readers.ts';
import type { Choice } from './choices.ts';

/** A step of a script of `congvan run`. `choose`, `fire` and `activate` are for runs without data: see the command's help. */
export type ScriptStep =
  | { complete: string; nth: number }
  | { job: string; complete: Record<string, never>; nth: number }
  | { job: string; error: { code: string }; nth: number }
  | { message: { name: string; key: string } }
  | { signal: { name: string } }
  | { fire: string }
  | { activate: string }
  | { choose: Choice };

export interface Move {
  step: ScriptStep;
  /** The element instance whose task or job is ended by this; undefined for what comes from outside. */
  of?: string;
  /** Prepares a state of its own, and says what is to be asked of it. */
  command(state: InstanceState): Command;
}

export function movesOf(graph: ExecutableGraph, state: InstanceState): Move[] {
  return [
    ...userTaskMoves(state),
    ...jobMoves(graph, state),
    ...messageMoves(graph, state),
    ...signalMoves(graph, state),
    ...timerMoves(graph, state),
    ...conditionMoves(graph, state),
    ...adHocMoves(graph, state),
  ];
}

/** Lets one timer fire, whatever the others' due times. Time itself stands still. */
export function timerDueNow(state: InstanceState, elementId: string, now: number): Command | null {
  const timer = Object.values(state.timers).find((it) => it.elementId === elementId);
  if (!timer) return null;
  timer.dueAt = now;
  return { kind: 'fireTimers' };
}

/** Changes a variable that the condition of that element sees. */
export function conditionTrue(
  graph: ExecutableGraph,
  state: InstanceState,
  elementId: string,
): Command | null {
  const condition = Object.values(state.conditions ?? {}).find((it) => it.elementId === elementId);
  const processId = condition && state.instances[condition.owner]?.processId;
  const event = processId === undefined ? undefined : graph.processes[processId]?.elements[elementId]?.event;
  if (!condition || !event) return null;
  const triggers = 'triggers' in event ? event.triggers : [event];
  const names = triggers.flatMap((it) =>
    it.definition === 'conditional' ? (it.variables ?? ['anything']) : [],
  );
  const variables = Object.fromEntries(names.map((name) => [name, state.sequence]));
  return { kind: 'setVariables', scope: condition.owner, variables };
}

// by what is open ////////////////////////////////////////////////////

function userTaskMoves(state: InstanceState): Move[] {
  return numbered(openUserTasks(state), (task) => task.elementId).map(
    ({ item: { key, elementId }, nth }) => ({
      step: { complete: elementId, nth },
      of: key,
      command: () => ({ kind: 'completeUserTask', key, variables: {}, actor: null }),
    }),
  );
}

function jobMoves(graph: ExecutableGraph, state: InstanceState): Move[] {
  return numbered(openJobs(state), (job) => job.type).flatMap(({ item: { key, type, elementId }, nth }) => [
    {
      step: { job: type, complete: {}, nth },
      ...ofOwner(state, key),
      command: (): Command => ({ kind: 'completeJob', key, variables: {} }),
    },
    ...caughtCodes(graph, state, key, elementId).map((code) => ({
      step: { job: type, error: { code }, nth },
      ...ofOwner(state, key),
      command: (): Command => ({ kind: 'throwJobError', key, code, message: '', variables: {} }),
    })),
  ]);
}

function messageMoves(graph: ExecutableGraph, state: InstanceState): Move[] {
  const open = Object.values(state.messageSubscriptions).filter((it) => isUntried(graph, state, it));
  return distinct(open, (it) => `${it.name} ${it.correlationKey}`).map(({ key, name, correlationKey }) => ({
    step: { message: { name, key: correlationKey } },
    command(on) {
      markTried(graph, on, on.messageSubscriptions[key]);
      const messageId = `message-${on.sequence}`;
      return { kind: 'correlateMessage', subscriptionKey: key, messageId, variables: {} };
    },
  }));
}

function signalMoves(graph: ExecutableGraph, state: InstanceState): Move[] {
  const open = Object.values(state.signalSubscriptions).filter((it) => isUntried(graph, state, it));
  return distinct(open, (it) => it.name).map(({ name }) => ({
    step: { signal: { name } },
    command(on) {
      for (const it of Object.values(on.signalSubscriptions)) if (it.name === name) markTried(graph, on, it);
      return { kind: 'broadcastSignal', name, variables: {} };
    },
  }));
}

/** Of those that one element instance waits for, the one that was set to be due first. */
function timerMoves(graph: ExecutableGraph, state: InstanceState): Move[] {
  const first = new Map<string, OpenTimer>();
  for (const timer of Object.values(state.timers)) {
    const known = first.get(timer.owner);
    if ((!known || timer.dueAt < known.dueAt) && isUntried(graph, state, timer))
      first.set(timer.owner, timer);
  }
  return distinct([...first.values()], (it) => it.elementId).map(({ elementId }) => ({
    step: { fire: elementId },
    command(on) {
      const timer = Object.values(on.timers).find((it) => it.elementId === elementId);
      markTried(graph, on, timer);
      return timerDueNow(on, elementId, 0) ?? { kind: 'fireTimers' };
    },
  }));
}

/** A variable has changed that the condition sees: it is evaluated again. */
function conditionMoves(graph: ExecutableGraph, state: InstanceState): Move[] {
  const open = Object.values(state.conditions ?? {}).filter((it) => isUntried(graph, state, it));
  return distinct(open, (it) => it.elementId).map(({ elementId }) => ({
    step: { fire: elementId },
    command(on) {
      const condition = Object.values(on.conditions ?? {}).find((it) => it.elementId === elementId);
      markTried(graph, on, condition);
      return conditionTrue(graph, on, elementId) ?? { kind: 'fireTimers' };
    },
  }));
}

/** Each activity of an ad-hoc sub-process is selected once. */
function adHocMoves(graph: ExecutableGraph, state: InstanceState): Move[] {
  return openAdHocSubProcesses(graph, state).flatMap(({ key, enabled }) => {
    const instance: Tried | undefined = state.instances[key];
    return enabled
      .filter((elementId) => !instance?.tried?.includes(elementId))
      .map((elementId) => ({
        step: { activate: elementId },
        command(on: InstanceState): Command {
          const owner: Tried | undefined = on.instances[key];
          if (owner) owner.tried = [...(owner.tried ?? []), elementId].sort();
          return { kind: 'activateAdHoc', key, activities: [{ elementId }] };
        },
      }));
  });
}

/** Selects an activity in the first ad-hoc sub-process that offers it. */
export function selection(graph: ExecutableGraph, state: InstanceState, elementId: string): Command | null {
  const open = openAdHocSubProcesses(graph, state).find(({ enabled }) => enabled.includes(elementId));
  return open ? { kind: 'activateAdHoc', key: open.key, activities: [{ elementId }] } : null;
}

// what may occur again and again /////////////////////////////////////

interface Waiting {
  owner: string;
  elementId: string;
}

/**
 * An event that does not interrupt may occur any number of times, which says nothing about the process: it is tried once in its
 * scope.
 */
function isUntried(graph: ExecutableGraph, state: InstanceState, waiting: Waiting): boolean {
  const scope = scopeOfTrial(graph, state, waiting);
  return scope === null || !scope.tried?.includes(waiting.elementId);
}

function markTried(graph: ExecutableGraph, state: InstanceState, waiting: Waiting | undefined): void {
  const scope = waiting && scopeOfTrial(graph, state, waiting);
  if (scope) scope.tried = [...(scope.tried ?? []), waiting.elementId].sort();
}

/** Null for what interrupts, which occurs once in any case. */
function scopeOfTrial(
  graph: ExecutableGraph,
  state: InstanceState,
  { owner, elementId }: Waiting,
): Tried | null {
  const waiting: Tried | undefined = state.instances[owner];
  const target = waiting && graph.processes[waiting.processId]?.elements[elementId];
  if (target?.interrupting !== false) return null;
  if (target.type !== 'boundaryEvent' || waiting?.scope === null) return waiting ?? null;
  return state.instances[waiting?.scope ?? ''] ?? null;
}

/** The mark is kept with the state, which is our own. */
type Tried = ElementInstance & { tried?: string[] };

// helpers ////////////////////////////////////////////////////////////

/** Codes of the errors that somebody around the element catches; an empty one for those who catch any. */
function caughtCodes(
  graph: ExecutableGraph,
  state: InstanceState,
  jobKey: string,
  elementId: string,
): string[] {
  const codes = new Set<string>();
  const owner = state.jobs[jobKey]?.owner;
  let instance = owner === undefined ? undefined : state.instances[owner];
  if (instance?.elementId !== elementId) return [];
  for (; instance; instance = instance.scope === null ? undefined : state.instances[instance.scope]) {
    const process = graph.processes[instance.processId];
    const element =
      instance.elementId === instance.processId ? process?.root : process?.elements[instance.elementId];
    // nothing in it is caught there any more
    const starts = instance.interrupted ? [] : (element?.eventStarts ?? []);
    for (const id of [...(element?.boundaryEvents ?? []), ...starts]) {
      const event = process?.elements[id]?.event;
      if (event?.definition === 'error') codes.add(event.code ?? '');
    }
  }
  return [...codes];
}

function ofOwner(state: InstanceState, jobKey: string): { of?: string } {
  const owner = state.jobs[jobKey]?.owner;
  return owner === undefined ? {} : { of: owner };
}

function numbered<T>(items: T[], group: (item: T) => string): { item: T; nth: number }[] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const nth = counts.get(group(item)) ?? 0;
    counts.set(group(item), nth + 1);
    return { item, nth };
  });
}

const distinct = <T>(items: T[], group: (item: T) => string): T[] => [
  ...new Map(items.toReversed().map((item) => [group(item), item])).values(),
];
