/**
 * What is asked of an instance: whether it may be done, and the command by which it is done. The same whoever does it: the instance's
 * workflow, or, while it has none, whoever asks (client/resting-instance.ts).
 */
import { ApplicationFailure, type QueryDefinition, type UpdateDefinition } from '@temporalio/common';
import {
  type Command,
  dryRun,
  type ExecutableGraph,
  type InstanceState,
  isSuspended,
  lifecycle,
  openAdHocSubProcesses,
  openIncidents,
  openSignalSubscriptions,
  openUserTask,
  pendingJobs,
  type Rejection,
  type RepairCommand,
  refuseHaltedTask,
  suspendedElements,
  suspendedRejection,
} from '../engine/index.ts';
import { viewOf } from './instance-view.ts';
import type { InstanceView, Refusal } from './messages.ts';
import * as messages from './messages.ts';
import { limits } from './next-commit.ts';

/** An instance as it is now. */
export interface Standing {
  graph: ExecutableGraph;
  state: InstanceState;
  /** Other definitions, by hash: those that it may be migrated to. */
  graphs?: (hash: string) => ExecutableGraph | undefined;
}

export interface Request<Args extends unknown[]> {
  update: UpdateDefinition<InstanceView, Args>;
  /** @throws ApplicationFailure whose type is a Refusal, before anything is done or written */
  check(instance: Standing, ...args: Args): void;
  command(...args: Args): Command;
}

// requests ////////////////////////////////////////////////////////////////////////////////////////

export const completeTask = request(messages.completeTaskUpdate, {
  check({ state }, { key, variables, actor, assignee }) {
    const task = openTask(state, key);
    expectVariables(variables);
    expectTaskGoingOn(state, key);
    const isOthers = task.assignee !== null && task.assignee !== actor && task.assignee !== assignee;
    if (assignee !== undefined && isOthers)
      throw refusal('CONFLICT', `Task ${key} is assigned to ${task.assignee}.`);
  },
  command: ({ key, variables, actor }) => ({ kind: 'completeUserTask', key, variables, actor }),
});

export const assignTask = request(messages.assignTaskUpdate, {
  check({ state }, { key, expected, expectedName }) {
    const { assignee } = openTask(state, key);
    const isExpected = assignee === expected || (assignee !== null && assignee === expectedName);
    if (expected !== undefined && !isExpected)
      throw refusal('CONFLICT', `Task ${key} is assigned to ${assignee ?? 'nobody'}.`);
  },
  command: ({ key, assignee, actor }) => ({ kind: 'assignUserTask', key, assignee, actor }),
});

export const updateTask = request(messages.updateTaskUpdate, {
  check({ state }, { key, changes }) {
    openTask(state, key);
    expectRecord(changes, 'Changes');
    expectTaskGoingOn(state, key);
  },
  command: (update) => ({ kind: 'updateUserTask', ...update }),
});

export const activateAdHoc = request(messages.activateAdHocUpdate, {
  check(instance, { key, activities, actor }) {
    expectActive(instance);
    for (const { variables = {} } of activities) expectVariables(variables);
    expectPossible(instance, { kind: 'activateAdHoc', key, activities, actor });
  },
  command: (selection) => ({ kind: 'activateAdHoc', ...selection }),
});

export const correlateMessage = request(messages.correlateMessageUpdate, {
  check(instance, message) {
    const { subscriptionKey, messageId, variables } = message;
    const { state } = instance;
    expectVariables(variables);
    if (!(subscriptionKey in state.messageSubscriptions) && !state.seenMessages.includes(messageId))
      throw refusal('NOT_FOUND', `There is no open subscription ${subscriptionKey}.`);
    // what is suspended keeps one message for each subscription
    if (isSuspended(state) || suspendedElements(state).length > 0)
      expectPossible(instance, { kind: 'correlateMessage', ...message });
  },
  command: (message) => ({ kind: 'correlateMessage', ...message }),
});

export const broadcastSignal = request(messages.broadcastSignalUpdate, {
  check(instance, { name, variables, signalId }) {
    const { state } = instance;
    expectActive(instance);
    expectVariables(variables);
    if (signalId !== undefined && state.seenMessages.includes(signalId)) return;
    if (!openSignalSubscriptions(state).some((it) => it.name === name))
      throw refusal('NOT_FOUND', `Nothing waits for the signal ${name}.`);
  },
  command: (signal) => ({ kind: 'broadcastSignal', ...signal }),
});

export const resolveIncident = request(messages.resolveIncidentUpdate, {
  check(instance, { incidentKey, variables }) {
    const { state } = instance;
    expectVariables(variables);
    const incident = openIncidents(state).find(({ key }) => key === incidentKey);
    // that by which it is held is resolved by its going on
    if (incident?.code !== 'INTERNAL') expectGoingOn(state);
    if (!incident) throw refusal('NOT_FOUND', `There is no open incident ${incidentKey}.`);
    if (suspendedElements(state).length > 0)
      expectPossible(instance, { kind: 'resolveIncident', incidentKey, variables });
  },
  command: ({ incidentKey, variables }) => ({ kind: 'resolveIncident', incidentKey, variables }),
});

export const cancelInstance = request(messages.cancelInstanceUpdate, {
  check: (instance) => expectActive(instance),
  command: (cancellation) => ({ kind: 'cancel', ...cancellation }),
});

export const repairInstance = request(messages.repairInstanceUpdate, {
  check(instance, command) {
    expectActive(instance);
    if (!repairs.has(command?.kind)) throw refusal('INVALID', 'A repair is expected.');
    if (command.kind === 'resolveIncidents') expectVariables(command.variables);
    expectPossible(instance, command);
  },
  command: (command) => command,
});

export const migrateInstance = request(messages.migrateInstanceUpdate, {
  check(instance, command) {
    expectActive(instance);
    if (command?.kind !== 'migrate') throw refusal('INVALID', 'A migration is expected.');
    expectPossible(instance, command);
  },
  command: (command) => command,
});

const repairs: ReadonlySet<unknown> = new Set<RepairCommand['kind']>([
  'modify',
  'resolveIncidents',
  'retryJob',
  'suspend',
  'resume',
  'suspendElement',
  'resumeElement',
  'undoUserTask',
]);

// questions ///////////////////////////////////////////////////////////////////////////////////////

/** What changes nothing. */
export interface Question<Answer, Args extends unknown[]> {
  query: QueryDefinition<Answer, Args>;
  answer(instance: Standing, ...args: Args): Answer;
}

export const instanceView = question(messages.instanceViewQuery, ({ state }) => viewOf(state));
export const instanceState = question(messages.instanceStateQuery, ({ state }) => state);
export const openAdHoc = question(messages.adHocQuery, ({ graph, state }) =>
  openAdHocSubProcesses(graph, state),
);
export const openJobs = question(messages.pendingJobsQuery, ({ state }, limit) => pendingJobs(state, limit));
export const previewRepair = question(messages.previewRepairQuery, tried);
export const previewMigration = question(messages.previewMigrationQuery, tried);

// refusals ////////////////////////////////////////////////////////////////////////////////////////

/** Details: the text for people, then what cannot be migrated; null where there is none. */
export function refusalOf(
  command: Command,
  { code, message, text, problems }: Rejection,
): ApplicationFailure {
  const details = problems ? [text ?? null, problems] : [text ?? null];
  if (code === 'INVALID') return refusal('INVALID', message, details);
  if (code === 'INTERNAL') return refusal('INTERNAL', message);
  if (code === 'NOT_UNDOABLE' || code === 'SUSPENDED') return refusal('CONFLICT', message, details);
  return refusal(refusalCode(command), message);
}

/** The same answer whether a command was refused by its check or, in a race, by the engine. */
function refusalCode({ kind }: Command): Refusal {
  switch (kind) {
    case 'completeUserTask':
    case 'assignUserTask':
    case 'updateUserTask':
      return 'TASK_NOT_OPEN';
    case 'activateAdHoc':
    case 'correlateMessage':
    case 'resolveIncident':
    case 'resolveIncidents':
    case 'retryJob':
      return 'NOT_FOUND';
    default:
      return 'CONFLICT';
  }
}

function refusal(type: Refusal, message: string, details: unknown[] = []): ApplicationFailure {
  const given = details.some((it) => it !== null) ? { details } : {};
  return ApplicationFailure.create({ type, message, nonRetryable: true, ...given });
}

// helpers /////////////////////////////////////////////////////////////////////////////////////////

function request<Args extends unknown[]>(
  update: Request<Args>['update'],
  { check, command }: Omit<Request<Args>, 'update'>,
): Request<Args> {
  return { update, check, command };
}

function question<Answer, Args extends unknown[]>(
  query: Question<Answer, Args>['query'],
  answer: Question<Answer, Args>['answer'],
): Question<Answer, Args> {
  return { query, answer };
}

function openTask(state: InstanceState, key: string) {
  const task = openUserTask(state, key);
  if (!task) throw refusal('TASK_NOT_OPEN', `Task ${key} is not open.`);
  return task;
}

function expectActive({ state }: Standing): void {
  if (lifecycle(state) !== 'active') throw refusal('CONFLICT', 'The instance has ended.');
}

function expectGoingOn(state: InstanceState): void {
  if (isSuspended(state)) throw refusal('CONFLICT', 'The instance is suspended.', [suspendedRejection.text]);
}

function expectTaskGoingOn(state: InstanceState, key: string): void {
  expectGoingOn(state);
  const halted = refuseHaltedTask(state, key);
  if (halted) throw refusal('CONFLICT', halted.message, [halted.text]);
}

/** For what is rare: it is done twice, here on a copy. A bug that shows on a copy harms nobody: whoever asked is told. */
function expectPossible(instance: Standing, command: Command): void {
  let result: ReturnType<typeof dryRun>;
  try {
    result = tried(instance, command);
  } catch (error) {
    throw refusal('INTERNAL', error instanceof Error ? error.message : String(error));
  }
  if ('rejection' in result) throw refusalOf(command, result.rejection);
}

function tried({ graph, state, graphs }: Standing, command: Command): ReturnType<typeof dryRun> {
  return dryRun(graph, state, command, Date.now(), { limits, ...(graphs ? { graphs } : {}) });
}

function expectVariables(variables: unknown): void {
  expectRecord(variables, 'Variables');
  const size = JSON.stringify(variables).length;
  if (size > messages.largestVariables) {
    const [is, most] = [size, messages.largestVariables].map((it) => it.toLocaleString('en'));
    throw refusal('INVALID', `Variables of at most ${most} characters are expected, but these have ${is}.`, [
      {
        vi: `Dữ liệu quá lớn: ${is} ký tự, tối đa ${most}.`,
        en: `The data is too large: ${is} characters, of at most ${most}.`,
      },
    ]);
  }
}

function expectRecord(value: unknown, what: string): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refusal('INVALID', `${what} are expected to be an object.`);
}
