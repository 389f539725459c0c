import { finishAdHoc, selectActivities, unknownActivities } from './behaviors/ad-hoc.ts';
import { findCatcher } from './behaviors/error-propagation.ts';
import { startNextTimer } from './behaviors/event-subscription.ts';
import { triggerEvent } from './behaviors/event-trigger.ts';
import { continueExecution } from './behaviors/execution-listener.ts';
import { endHeld } from './behaviors/held-termination.ts';
import { raiseIncident } from './behaviors/incident.ts';
import { reopenJob, retryJob } from './behaviors/job.ts';
import { reopenListenerJob } from './behaviors/listener-job.ts';
import { rememberConversation } from './behaviors/message.ts';
import { beginWaitingItems } from './behaviors/multi-instance.ts';
import { broadcastSignal } from './behaviors/signal.ts';
import { arrive } from './behaviors/state-transition.ts';
import { continueTransition, denyTransition, holdTask } from './behaviors/task-listener.ts';
import { terminate } from './behaviors/termination.ts';
import { closeUserTask, updateUserTask } from './behaviors/user-task.ts';
import { mergeUpward } from './behaviors/variables.ts';
import type { AdHocSelection, Command, JobResult, Rejection } from './commands.ts';
import { isTaskEvent, type ListenerEvent } from './elements/element.ts';
import { triggerAt } from './elements/events/triggers.ts';
import { processors } from './elements/processors.ts';
import { isOn } from './flags.ts';
import type { ExecutableGraph } from './graph.ts';
import { activateInstance, completeElement, runToRest } from './lifecycle.ts';
import { copyOf } from './repair/copy-of-state.ts';
import {
  refuse,
  resumeElement,
  suspendElement,
  whileElementsSuspended,
} from './repair/element-suspension.ts';
import { dropHolds, hold, isHold } from './repair/hold.ts';
import { migrate } from './repair/migration/migrate.ts';
import { modify } from './repair/modification.ts';
import { resume, suspend, whileSuspended } from './repair/suspension.ts';
import { undoUserTask } from './repair/undo.ts';
import { fail, Run, type RunOptions } from './run.ts';
import type { Transition } from './start-instance.ts';
import { isHalted } from './state/halt.ts';
import type {
  ElementInstance,
  IncidentCode,
  InstanceState,
  Job,
  OpenTimer,
  UserTaskChanges,
  Variables,
} from './state/instance-state.ts';
import { firstTimer } from './state/state-index.ts';

/**
 * Does what is asked and runs the instance to rest, or refuses it and changes nothing. `now` is epoch milliseconds. The given state
 * is consumed: it may be changed and handed back.
 *
 * @example
 * const result = applyCommand(graph, state, { kind: 'completeUserTask', key: '7', variables: {}, actor: 'vanthu' }, now);
 * if ('rejection' in result) console.error(result.rejection.message);
 */
export function applyCommand(
  graph: ExecutableGraph,
  state: InstanceState,
  command: Command,
  now: number,
  options: RunOptions = {},
): Transition | { rejection: Rejection } {
  if (state.lifecycle !== 'active') {
    return {
      rejection: {
        code: 'NOT_ACTIVE',
        message: `Expected the instance to be active, but it is ${state.lifecycle}`,
      },
    };
  }
  if (command.kind === 'migrate') return migrateTo(graph, state, command, now, options);
  // what turns out to be impossible when half of it is done leaves no trace
  const worked = command.kind === 'modify' ? copyOf(state) : state;
  const run = new Run(graph, worked, now, processors, options);
  const answer = state.suspended ? whileSuspended(run, command) : undefined;
  const rejection = answer === undefined ? ask(run, command) : answer;
  if (rejection) return { rejection };
  if (!worked.suspended) runToRest(run);
  return { state: worked, events: run.events };
}

/** On a copy: it may turn out to be impossible when half of it is done. */
function migrateTo(
  graph: ExecutableGraph,
  state: InstanceState,
  command: Asked<'migrate'>,
  now: number,
  options: RunOptions,
): Transition | { rejection: Rejection } {
  const target = options.graphs?.(command.to);
  if (command.from !== graph.hash) return { rejection: notAsExpected(command.from, graph.hash) };
  if (!target)
    return {
      rejection: {
        code: 'NOT_FOUND',
        message: `Expected a definition ${command.to}, but there is none`,
      },
    };
  const worked = copyOf(state);
  const run = new Run(target, worked, now, processors, options);
  const rejection = (state.suspended && whileSuspended(run, command)) || migrate(run, graph, command);
  if (rejection) return { rejection };
  runToRest(run);
  return { state: worked, events: run.events, graph: target };
}

const notAsExpected = (expected: string, is: string): Rejection => ({
  code: 'NOT_ACTIVE',
  message: `Expected the instance to go by the definition ${expected}, but it goes by ${is}`,
});

// by command /////////////////////////////////////////////////////////

/** As `begin`, but for what is meant for a suspended element. */
function ask(run: Run, command: Exclude<Command, { kind: 'migrate' }>): Rejection | null {
  const answer = run.state.halted ? whileElementsSuspended(run, command) : undefined;
  return answer === undefined ? begin(run, command) : answer;
}

/** Either refuses, having changed nothing, or sets the work off. */
function begin(run: Run, command: Exclude<Command, { kind: 'migrate' }>): Rejection | null {
  switch (command.kind) {
    case 'completeUserTask':
      return completeUserTask(run, command);
    case 'assignUserTask':
      return assignUserTask(run, command);
    case 'updateUserTask':
      return changeUserTask(run, command);
    case 'completeJob':
      return completeJob(run, command);
    case 'activateAdHoc':
      return activateAdHoc(run, command);
    case 'failJob':
      return failJob(run, command);
    case 'throwJobError':
      return throwJobError(run, command);
    case 'correlateMessage':
      return correlateMessage(run, command);
    case 'broadcastSignal':
      return receiveSignal(run, command);
    case 'fireTimers':
      fireTimers(run);
      return null;
    case 'beginItems':
      beginWaitingItems(run);
      return null;
    case 'evaluateConditions':
      for (const key in run.state.conditions) run.lookAtCondition(key);
      return null;
    case 'resolveIncident':
      return resolveIncident(run, command);
    case 'setVariables':
      return setVariables(run, command);
    case 'cancel':
      terminate(run, run.instance(run.state.rootKey));
      return null;
    case 'hold':
      return hold(run, command);
    case 'modify':
      return modify(run, command);
    case 'resolveIncidents':
      return resolveIncidents(run, command);
    case 'retryJob':
      return tryAgain(run, command);
    case 'suspend':
      return suspend(run, command);
    case 'resume':
      return goOn(run, command);
    case 'suspendElement':
      return suspendElement(run, command);
    case 'resumeElement':
      return resumeElement(run, command, (kept) => ask(run, kept));
    case 'undoUserTask':
      return undoUserTask(run, command, (state, { at, command: past }) =>
        applyCommand(run.graph, state, past, at, run.options),
      );
  }
}

type Asked<K extends Command['kind']> = Extract<Command, { kind: K }>;

function completeUserTask(run: Run, command: Asked<'completeUserTask'>): Rejection | null {
  const { variables, actor } = command;
  const instance = ownerOfOpenTask(run, command.key);
  if (!instance) return notOpen('user task', command.key);
  if (holdTask(run, instance, run.elementOf(instance), 'completing', { variables, actor })) return null;
  closeUserTask(run, instance, 'completed', actor);
  arrive(run, instance, variables);
  return null;
}

function assignUserTask(run: Run, { key, assignee, actor }: Asked<'assignUserTask'>): Rejection | null {
  const instance = ownerOfOpenTask(run, key);
  if (!instance) return notOpen('user task', key);
  if (holdTask(run, instance, run.elementOf(instance), 'assigning', { assignee, actor })) return null;
  run.emit({ event: 'userTaskAssigned', key, element: instance.elementId, assignee, actor });
  return null;
}

function changeUserTask(run: Run, { key, changes, actor }: Asked<'updateUserTask'>): Rejection | null {
  const instance = ownerOfOpenTask(run, key);
  if (!instance) return notOpen('user task', key);
  if (holdTask(run, instance, run.elementOf(instance), 'updating', { changes, actor })) return null;
  updateUserTask(run, instance, changes, actor);
  return null;
}

/** While listeners are asked, nothing else may be done with a task. */
function ownerOfOpenTask(run: Run, key: string): ElementInstance | null {
  const task = run.state.userTasks[key];
  return task && !task.heldBy ? run.instance(task.owner) : null;
}

function completeJob(run: Run, { key, variables, result = {} }: Asked<'completeJob'>): Rejection | null {
  const job = run.state.jobs[key];
  if (!job) return notOpen('job', key);
  const instance = run.instance(job.owner);
  if (job.listener)
    return answerListener(run, instance, { ...job, listener: job.listener }, variables, result);
  const refused =
    instance.type === 'adHocSubProcess' ? refuseSelection(run, instance, result.activateElements) : null;
  if (refused) return refused;
  run.emit({ event: 'jobClosed', key, element: job.elementId, outcome: 'completed', sequence: 0, at: 0 });
  if (instance.type === 'adHocSubProcess') takeAdHocResult(run, instance, variables, result);
  else arrive(run, instance, variables);
  return null;
}

function activateAdHoc(
  run: Run,
  { key, activities, actor = null }: Asked<'activateAdHoc'>,
): Rejection | null {
  const instance = run.state.instances[key];
  if (instance?.type !== 'adHocSubProcess' || instance.phase !== 'active' || instance.interrupted) {
    return notOpen('ad-hoc sub-process', key);
  }
  const refused = refuseSelection(run, instance, activities);
  if (refused) return refused;
  if (isOn(run.state, 'adHocMarks')) {
    const selected = activities.map(({ elementId }) => elementId);
    run.emit({ event: 'adHocActivated', key, element: instance.elementId, activities: selected, actor });
  }
  select(run, instance, activities);
  return null;
}

function failJob(run: Run, command: Asked<'failJob'>): Rejection | null {
  const { key, retries, message, retryBackOff = 0 } = command;
  const job = run.state.jobs[key];
  if (!job) return notOpen('job', key);
  const instance = run.instance(job.owner);
  run.emit({ event: 'jobClosed', key, element: job.elementId, outcome: 'failed' });
  if (retries > 0) {
    const { type, execution, headers, listener } = job;
    const again = { type, execution, retries, headers, ...(listener ? { listener } : {}) };
    retryJob(run, instance, again, retryBackOff);
  } else raiseIncident(run, instance, fail(noRetries(job.listener), message), key);
  return null;
}

/** An open job stays the same one. One that has been closed until its next attempt has that attempt now. */
function tryAgain(run: Run, { key, retries, actor, reason }: Asked<'retryJob'>): Rejection | null {
  const waiting = run.state.timers[key];
  const retry = waiting?.retry;
  const element = (run.state.jobs[key] ?? (retry && waiting))?.elementId;
  if (element === undefined) return notOpen('job', key);
  if (!Number.isInteger(retries) || retries < 1) {
    return { code: 'INVALID', message: `Expected 1 retry or more, but got ${retries}` };
  }
  run.emit({ event: 'jobRetried', key, element, retries, actor, reason });
  if (waiting && retry) {
    run.emit({ event: 'timerFired', key, element });
    retryJob(run, run.instance(waiting.owner), { ...retry, retries }, 0);
  }
  return null;
}

function noRetries(listener: ListenerEvent | undefined): IncidentCode {
  if (listener === undefined) return 'JOB_NO_RETRIES';
  return isTaskEvent(listener) ? 'TASK_LISTENER_NO_RETRIES' : 'EXECUTION_LISTENER_NO_RETRIES';
}

function throwJobError(run: Run, command: Asked<'throwJobError'>): Rejection | null {
  const { key, code, message, variables } = command;
  const job = run.state.jobs[key];
  if (!job) return notOpen('job', key);
  const instance = run.instance(job.owner);
  // what is still on its way in, or on its way out, can throw nothing
  const isHeld = job.listener !== undefined && !isTaskEvent(job.listener);
  const catcher = isHeld ? null : findCatcher(run, instance, 'error', code);
  run.emit({ event: 'jobClosed', key, element: job.elementId, outcome: 'error' });
  if (catcher) triggerEvent(run, catcher.instance, catcher.target, variables, catcher);
  else {
    const what = `Expected the error with the code '${code}' to be caught, but nothing catches it`;
    raiseIncident(run, instance, fail('UNHANDLED_ERROR', message ? `${what}: ${message}` : what), key);
  }
  return null;
}

function correlateMessage(run: Run, command: Asked<'correlateMessage'>): Rejection | null {
  const { subscriptionKey: key, messageId, variables } = command;
  if (run.state.seenMessages.includes(messageId)) return null;
  const subscription = run.state.messageSubscriptions[key];
  if (!subscription) return notOpen('message subscription', key);
  const waiting = run.instance(subscription.owner);
  const target = run.element(waiting.processId, subscription.elementId);
  run.note({ change: 'messageSeen', messageId });
  const { trigger } = subscription;
  rememberConversation(run, waiting, triggerAt(target, trigger), variables);
  triggerEvent(run, waiting, target, variables, { trigger });
  return null;
}

function receiveSignal(run: Run, { name, variables, signalId }: Asked<'broadcastSignal'>): null {
  if (signalId !== undefined) {
    if (run.state.seenMessages.includes(signalId)) return null;
    run.note({ change: 'messageSeen', messageId: signalId });
  }
  broadcastSignal(run, name, variables);
  return null;
}

/** One after the other, each to rest: what the first sets off may end or start the next. */
function fireTimers(run: Run): void {
  const lastKey = run.state.lastKey;
  for (let timer = firstDue(run); timer; timer = firstDue(run)) {
    // one that was set within this very moment may be part of a loop
    if (Number(timer.key) <= lastKey) run.beginNewPath();
    const waiting = run.instance(timer.owner);
    run.emit({ event: 'timerFired', key: timer.key, element: timer.elementId });
    if (timer.retry) {
      retryJob(run, waiting, timer.retry, 0);
      continue;
    }
    const target = run.element(waiting.processId, timer.elementId);
    const repeats = target.interrupting === false;
    if (repeats) startNextTimer(run, timer);
    triggerEvent(run, waiting, target, {}, { trigger: timer.trigger });
    runToRest(run);
    if (run.state.lifecycle !== 'active') return;
  }
}

/** Asks for the incident's cause to be gone: the step that failed is done again, with the variables corrected. */
function resolveIncident(run: Run, { incidentKey, variables }: Asked<'resolveIncident'>): Rejection | null {
  const incident = run.state.incidents[incidentKey];
  if (!incident) {
    return { code: 'NOT_FOUND', message: `Expected an open incident ${incidentKey}, but there is none` };
  }
  const instance = run.instance(incident.owner);
  mergeUpward(run, instance, variables);
  if (isHold(incident)) return goOn(run, { kind: 'resume', actor: null, reason: `INTERNAL ${incidentKey}` });
  run.emit({ event: 'incidentResolved', incidentKey, element: incident.elementId });
  if (incident.conditionKey !== undefined) {
    run.lookAtCondition(incident.conditionKey);
    return null;
  }
  if (instance.phase === 'entering') activateInstance(run, instance);
  else if (instance.phase === 'leaving') completeElement(run, instance.key);
  else {
    const reopened = reopenListenerJob(run, instance);
    const failure = reopened ? reopened.failure : reopenJob(run, instance);
    if (failure) raiseIncident(run, instance, failure, incident.jobKey);
  }
  return null;
}

/** One after the other, each to rest. */
function resolveIncidents(run: Run, command: Asked<'resolveIncidents'>): Rejection | null {
  const { code, elementId, variables, actor, reason } = command;
  const ofKind = Object.values(run.state.incidents).filter(
    (it) => (code === null || it.code === code) && (elementId === null || it.elementId === elementId),
  );
  const keys = ofKind.filter(({ owner }) => !isHalted(run.state, owner)).map(({ key }) => key);
  if (keys.length === 0) {
    const [held] = ofKind;
    if (held) return refuse(held.elementId);
    return { code: 'NOT_FOUND', message: 'Expected open incidents of that kind, but there are none' };
  }
  run.emit({ event: 'incidentsRetried', code, element: elementId, count: keys.length, actor, reason });
  for (const incidentKey of keys) {
    run.beginNewPath();
    // the one before may have ended what this one held up
    if (run.state.incidents[incidentKey])
      resolveIncident(run, { kind: 'resolveIncident', incidentKey, variables });
    runToRest(run);
    if (run.state.lifecycle !== 'active') break;
  }
  return null;
}

/** What was kept while it was suspended is delivered, each to rest. One that no longer fits has come too late. */
function goOn(run: Run, command: Asked<'resume'>): Rejection | null {
  if (!run.state.suspended) {
    return { code: 'NOT_ACTIVE', message: 'Expected the instance to be suspended, but it is not' };
  }
  const kept = resume(run, command);
  dropHolds(run);
  const root = run.instance(run.state.rootKey);
  if (root.phase === 'entering') {
    // it was held before it had begun
    activateInstance(run, root);
    runToRest(run);
  }
  for (const command of kept) {
    if (run.state.lifecycle !== 'active') break;
    run.beginNewPath();
    ask(run, command);
    runToRest(run);
  }
  return null;
}

// listeners //////////////////////////////////////////////////////////

const deniable: ListenerEvent[] = ['assigning', 'updating', 'completing'];

function answerListener(
  run: Run,
  instance: ElementInstance,
  { key, elementId, listener }: Pick<Job, 'key' | 'elementId'> & { listener: ListenerEvent },
  variables: Variables,
  { denied = false, corrections = {} }: JobResult,
): Rejection | null {
  if (denied && !deniable.includes(listener)) {
    return {
      code: 'INVALID',
      message: `Expected a listener that may deny what it is asked, but it is of '${listener}'`,
    };
  }
  run.emit({ event: 'jobClosed', key, element: elementId, outcome: 'completed' });
  if (denied) denyTransition(run, instance);
  else if (isTaskEvent(listener)) goOnWithTask(run, instance, variables, corrections);
  else goOnWithElement(run, instance, listener, variables);
  return null;
}

/** After the last of them the instance goes on with what they held up. */
function goOnWithElement(
  run: Run,
  instance: ElementInstance,
  event: ListenerEvent,
  variables: Variables,
): void {
  const next = continueExecution(run, instance, variables);
  if (next === null) return;
  if (next !== 'done') raiseIncident(run, instance, next);
  else if (event === 'end') completeElement(run, instance.key);
  else if (event === 'cancel') endHeld(run, instance);
  else activateInstance(run, instance);
}

function goOnWithTask(
  run: Run,
  instance: ElementInstance,
  variables: Variables,
  corrections: UserTaskChanges,
): void {
  const completion = instance.transition?.variables ?? {};
  const next = continueTransition(run, instance, variables, corrections);
  if (next === 'completed') arrive(run, instance, completion);
  else if (next === 'cancelled') endHeld(run, instance);
  else if (next) raiseIncident(run, instance, next);
}

// ad-hoc sub-processes ///////////////////////////////////////////////

function refuseSelection(
  run: Run,
  instance: ElementInstance,
  activities: AdHocSelection[] = [],
): Rejection | null {
  if (instance.adHoc?.finishing && activities.length > 0) {
    return {
      code: 'NOT_ACTIVE',
      message: `Expected ${instance.elementId} to go on, but it is about to complete`,
    };
  }
  const unknown = unknownActivities(
    run.elementOf(instance),
    activities.map(({ elementId }) => elementId),
  );
  return unknown && { code: 'INVALID', message: unknown.message };
}

function takeAdHocResult(run: Run, instance: ElementInstance, variables: Variables, result: JobResult): void {
  mergeUpward(run, instance, variables);
  select(run, instance, result.activateElements ?? []);
  if (result.completionConditionFulfilled)
    finishAdHoc(run, instance, result.cancelRemainingInstances ?? false);
}

function select(run: Run, instance: ElementInstance, activities: AdHocSelection[]): void {
  const selected = activities.map(({ elementId, variables = {} }) => ({ elementId, variables }));
  selectActivities(run, instance, run.elementOf(instance), selected);
}

// variables //////////////////////////////////////////////////////////

function setVariables(run: Run, { scope, variables }: Asked<'setVariables'>): Rejection | null {
  const instance = run.state.instances[scope ?? run.state.rootKey];
  if (!instance) return notOpen('scope', scope ?? '');
  mergeUpward(run, instance, variables);
  return null;
}

// helpers ////////////////////////////////////////////////////////////

const notOpen = (what: string, key: string): Rejection => ({
  code: 'NOT_OPEN',
  message: `Expected an open ${what} ${key}, but there is none`,
});

function firstDue(run: Run): OpenTimer | null {
  const timer = firstTimer(run.state);
  return timer && timer.dueAt <= run.now ? timer : null;
}
