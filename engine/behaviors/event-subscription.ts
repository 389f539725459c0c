/** Waiting for events: what an element instance subscribes to when it is activated, and gives up when it ends. */
import { type FlowElement, isBody, type SingleTrigger } from '../elements/element.ts';
import { triggersOf } from '../elements/events/triggers.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { ElementInstance, OpenTimer } from '../state/instance-state.ts';
import { dueTime, nextDue } from '../time/due-time.ts';
import { conditionHolds } from './condition.ts';
import { evaluateString, type Result } from './expression.ts';
import { keyToWaitFor } from './message.ts';

type Wait =
  | { kind: 'message'; name: string; correlationKey: string }
  | { kind: 'signal'; name: string }
  | { kind: 'timer'; dueAt: number; repeat: OpenTimer['repeat'] }
  | { kind: 'condition'; holds: boolean };

/** Opens what these catching elements wait for, all or, where one of them fails, none. `isWanted`: only some of their triggers. */
export function subscribe(
  run: Run,
  instance: ElementInstance,
  catching: FlowElement[],
  isWanted?: (target: FlowElement, trigger: number) => boolean,
): Failure | null {
  const waits: { target: FlowElement; trigger: number; wait: Wait }[] = [];
  for (const target of catching) {
    for (const [index, trigger] of triggersOf(target.event).entries()) {
      if (isWanted && !isWanted(target, index)) continue;
      const wait = describe(run, instance, target, trigger);
      if (!wait.ok) return wait.failure;
      if (wait.value) waits.push({ target, trigger: index, wait: wait.value });
    }
  }
  for (const { target, trigger, wait } of waits) {
    const isMultiple = target.event !== undefined && 'triggers' in target.event;
    open(run, instance, target, wait, isMultiple ? { trigger } : {});
  }
  return null;
}

/** Boundary events of an activity and start events of the event sub-processes inside it. */
export function subscribeToAttached(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Failure | null {
  if (!element.boundaryEvents && !element.eventStarts) return null;
  // the boundary events of an activity that is done several times are its body's, the event sub-processes those of each inner instance
  const isInner = isBody(run.scopeOf(instance)?.type ?? 'process');
  const boundary = isInner ? [] : (element.boundaryEvents ?? []);
  const starts = isBody(instance.type) ? [] : (element.eventStarts ?? []);
  return subscribe(
    run,
    instance,
    [...starts, ...boundary].map((id) => run.element(instance.processId, id)),
  );
}

export function closeWaits(run: Run, instance: ElementInstance): void {
  if (instance.waits.length === 0) return;
  for (const key of [...instance.waits]) closeWait(run, key);
}

/** Gives up waiting for the start events of event sub-processes, and for its own job if it has one; boundary events stay. */
export function closeEventStarts(run: Run, instance: ElementInstance): void {
  const starts = new Set(run.elementOf(instance).eventStarts ?? []);
  closeWaitsWhere(run, instance, ({ elementId }) => starts.has(elementId));
  closeOwnJob(run, instance);
}

/** The job that it waits for, also one that is to be tried again later. */
export function closeOwnJob(run: Run, instance: ElementInstance): void {
  for (const key of [...instance.waits]) {
    if (run.state.jobs[key] || run.state.timers[key]?.retry) closeWait(run, key);
  }
}

/** Gives up waiting for one element, or for one of its triggers. */
export function closeWaitsFor(
  run: Run,
  instance: ElementInstance,
  elementId: string,
  trigger?: number,
): void {
  closeWaitsWhere(
    run,
    instance,
    (wait) => wait.elementId === elementId && (trigger === undefined || wait.trigger === trigger),
  );
}

export function closeWait(run: Run, key: string): void {
  const { jobs, messageSubscriptions, signalSubscriptions, timers } = run.state;
  const timer = timers[key];
  const message = messageSubscriptions[key];
  const signal = signalSubscriptions[key];
  const job = jobs[key];
  const condition = run.state.conditions?.[key];
  if (timer) run.emit({ event: 'timerCancelled', key, element: timer.elementId });
  else if (message) run.emit({ event: 'messageUnsubscribed', key, element: message.elementId });
  else if (signal) run.emit({ event: 'signalUnsubscribed', key, element: signal.elementId });
  else if (job) run.emit({ event: 'jobClosed', key, element: job.elementId, outcome: 'cancelled' });
  else if (condition) {
    const { incident } = condition;
    if (incident !== undefined && run.state.incidents[incident]) {
      const element = run.instance(condition.owner).elementId;
      run.emit({ event: 'incidentResolved', incidentKey: incident, element });
    }
    run.note({ change: 'conditionClosed', key });
  }
}

/** Whether an open message or signal subscription is for something else than what the trigger means now. */
export function waitChanges(
  run: Run,
  instance: ElementInstance,
  target: FlowElement,
  trigger: SingleTrigger,
  key: string,
): boolean {
  const open = run.state.messageSubscriptions[key] ?? run.state.signalSubscriptions[key];
  const wait = describe(run, instance, target, trigger);
  if (!open || !wait.ok || !wait.value || !('name' in wait.value)) return true;
  if (wait.value.name !== open.name) return true;
  return 'correlationKey' in open && wait.value.kind === 'message'
    ? wait.value.correlationKey !== open.correlationKey
    : false;
}

/** The next turn of a timer that repeats, counted from when the last was due. */
export function startNextTimer(run: Run, timer: OpenTimer): void {
  const next = timer.repeat && nextDue(timer.repeat, timer.dueAt, zoneOf(run));
  if (!next) return;
  run.emit({
    event: 'timerStarted',
    key: run.nextKey(),
    element: timer.elementId,
    owner: timer.owner,
    ...next,
    ...(timer.trigger === undefined ? {} : { trigger: timer.trigger }),
  });
}

// helpers ////////////////////////////////////////////////////////////

/** In which cron expressions are meant. */
const zoneOf = (run: Run): string => run.graph.timeZone ?? 'UTC';

function closeWaitsWhere(
  run: Run,
  instance: ElementInstance,
  isMeant: (wait: { elementId: string; trigger?: number }) => boolean,
): void {
  const { messageSubscriptions, signalSubscriptions, timers, conditions } = run.state;
  for (const key of [...instance.waits]) {
    const wait = messageSubscriptions[key] ?? signalSubscriptions[key] ?? timers[key] ?? conditions?.[key];
    if (wait && isMeant(wait)) closeWait(run, key);
  }
}

function describe(
  run: Run,
  instance: ElementInstance,
  target: FlowElement,
  event: SingleTrigger,
): Result<Wait | null> {
  switch (event.definition) {
    case 'message':
      return describeMessage(run, instance, target, event);
    case 'signal': {
      const name = evaluateString(run, instance, event.name);
      return name.ok ? { ok: true, value: { kind: 'signal', name: name.value } } : name;
    }
    case 'timer': {
      const text = evaluateString(run, instance, event.value);
      if (!text.ok) return text;
      const due = dueTime(event.kind, text.value, run.now, zoneOf(run));
      if (due) return { ok: true, value: { kind: 'timer', ...due } };
      const message = `Expected a ${event.kind}${event.kind === 'cycle' ? '' : ' of ISO 8601'} for the timer '${target.id}', but was '${text.value}'`;
      return { ok: false, failure: fail('EXPRESSION_FAILED', message) };
    }
    case 'conditional': {
      // unlike a message's key, it sees what the activity itself has: its input mappings may make it true
      const holds = conditionHolds(run, instance, event);
      return holds.ok ? { ok: true, value: { kind: 'condition', holds: holds.value } } : holds;
    }
    default:
      // errors and escalations are looked up when they are thrown
      return { ok: true, value: null };
  }
}

function describeMessage(
  run: Run,
  instance: ElementInstance,
  target: FlowElement,
  event: Extract<SingleTrigger, { definition: 'message' }>,
): Result<Wait> {
  // what is written on the edge of an activity belongs to its surroundings, not to its own scope
  const scope = target.type === 'boundaryEvent' ? (run.scopeOf(instance) ?? instance) : instance;
  const name = evaluateString(run, scope, event.name);
  if (!name.ok) return name;
  const key = keyToWaitFor(run, scope, event);
  if (!key.ok) return key;
  return { ok: true, value: { kind: 'message', name: name.value, correlationKey: key.value } };
}

/** `of`: which of the triggers of a multiple event. */
function open(
  run: Run,
  instance: ElementInstance,
  { id: elementId }: FlowElement,
  wait: Wait,
  of: { trigger?: number },
): void {
  const key = run.nextKey();
  const owner = instance.key;
  switch (wait.kind) {
    case 'timer': {
      const { dueAt, repeat } = wait;
      run.emit({ event: 'timerStarted', key, element: elementId, owner, dueAt, repeat, ...of });
      return;
    }
    case 'message': {
      const { name, correlationKey } = wait;
      const { processId } = instance;
      const called = processId === run.state.processId ? {} : { processId };
      run.emit({
        event: 'messageSubscribed',
        subscription: { key, elementId, name, correlationKey, ...called, ...of },
        owner,
      });
      return;
    }
    case 'signal':
      run.emit({
        event: 'signalSubscribed',
        subscription: { key, elementId, name: wait.name, ...of },
        owner,
      });
      return;
    case 'condition':
      // it occurs once the instance that waits is activated: at the next step
      run.note({ change: 'conditionOpened', condition: { key, elementId, owner, ...of, holds: false } });
      if (wait.holds) run.lookAtCondition(key);
  }
}
