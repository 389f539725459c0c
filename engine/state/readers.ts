/** What other rooms ask of a state. */
import { copyOfVisible } from '../behaviors/variables.ts';
import { isBody } from '../elements/element.ts';
import type { ExecutableGraph } from '../graph.ts';
import { isHalted } from './halt.ts';
import type {
  ElementInstance,
  InstanceState,
  Job,
  LifecycleState,
  MessageSubscription,
  OpenIncident,
  Owned,
  SignalSubscription,
  UserTask,
  Variables,
} from './instance-state.ts';
import { firstTimer, indexOf } from './state-index.ts';

/** A message reaches a process once; a called process is another than its caller. */
export interface OpenMessageSubscription extends MessageSubscription {
  processId: string;
}

export const lifecycle = (state: InstanceState): LifecycleState => state.lifecycle;

/** Variables of the process scope, also after the end. */
export const processVariables = (state: InstanceState): Variables => ({
  ...state.instances[state.rootKey]?.variables,
});

/** In the order of creation, as all that follow. */
export const openUserTasks = (state: InstanceState): UserTask[] =>
  Object.values(state.userTasks)
    .filter((task) => !task.heldBy)
    .map((task) => withVariables(state, task));

export const openJobs = (state: InstanceState): Job[] =>
  Object.values(state.jobs).map((job) => jobWithVariables(state, job));

/** The open jobs of that execution, or the first so many of them. Those of the other kind cost nothing. */
export function openJobsOf(
  state: InstanceState,
  execution: Job['execution'],
  limit = Number.POSITIVE_INFINITY,
): Job[] {
  const jobs: Job[] = [];
  for (const key of openJobKeys(state, execution)) {
    if (jobs.length >= limit) break;
    const job = openJob(state, key);
    if (job) jobs.push(job);
  }
  return jobs;
}

/** Those that may go on: none of suspended elements. Keeps up with the state. */
export const openJobKeys = (state: InstanceState, execution: Job['execution']): ReadonlySet<string> =>
  indexOf(state).jobs[execution];

export function openJob(state: InstanceState, key: string): Job | undefined {
  const job = Object.hasOwn(state.jobs, key) ? state.jobs[key] : undefined;
  return job && jobWithVariables(state, job);
}

/** A job that is under way, or waits for its next attempt: then `dueAt` is epoch milliseconds. */
export interface PendingJob extends Pick<Job, 'key' | 'elementId' | 'type' | 'retries'> {
  dueAt: number | null;
}

/** The first so many of those that `retryJob` can be asked for. */
export function pendingJobs(state: InstanceState, limit: number): PendingJob[] {
  const jobs: PendingJob[] = [];
  for (const { key, elementId, type, retries } of Object.values(state.jobs))
    if (jobs.length < limit) jobs.push({ key, elementId, type, retries, dueAt: null });
  for (const { key, elementId, dueAt, retry } of Object.values(state.timers))
    if (retry && jobs.length < limit)
      jobs.push({ key, elementId, type: retry.type, retries: retry.retries, dueAt });
  return jobs;
}

/** An open task that nothing holds, without its variables. */
export function openUserTask(state: InstanceState, key: string): Omit<UserTask, 'variables'> | undefined {
  const task = Object.hasOwn(state.userTasks, key) ? state.userTasks[key] : undefined;
  return task?.heldBy ? undefined : task;
}

/** The first so many of the open tasks, without their variables. */
export function firstUserTasks(state: InstanceState, limit: number): Omit<UserTask, 'variables'>[] {
  const tasks: Omit<UserTask, 'variables'>[] = [];
  for (const key of indexOf(state).userTasks) {
    if (tasks.length >= limit) break;
    const task = openUserTask(state, key);
    if (task) tasks.push(task);
  }
  return tasks;
}

/** The oldest first: of two for the same message, that one has it. */
export const openMessageSubscriptions = (state: InstanceState): OpenMessageSubscription[] =>
  Object.values(state.messageSubscriptions).map(({ owner, ...subscription }) => ({
    ...subscription,
    processId: state.instances[owner]?.processId ?? state.processId,
  }));

export const openSignalSubscriptions = (state: InstanceState): SignalSubscription[] =>
  Object.values(state.signalSubscriptions).map(({ owner: _, ...subscription }) => subscription);

export const openIncidents = (state: InstanceState): OpenIncident[] =>
  Object.values(state.incidents).map(({ owner: _, ...incident }) => incident);

/** Whether items of a multi-instance activity wait for `beginItems`, and may begin. */
export const hasItemsToBegin = (state: InstanceState): boolean =>
  state.beginning?.some((key) => !isHalted(state, key)) === true &&
  state.lifecycle === 'active' &&
  !state.suspended;

/** How many element instances hold a token or contain what does. */
export const liveInstances = (state: InstanceState): number => indexOf(state).size;

/** Ids of the elements that hold a token, each once; containers and bodies included. */
export const activeElementIds = (state: InstanceState): string[] => indexOf(state).activeElementIds();

/** Ad-hoc sub-processes in which activities may be selected, with the ids of those. */
export const openAdHocSubProcesses = (
  graph: ExecutableGraph,
  state: InstanceState,
): { key: string; elementId: string; enabled: string[] }[] =>
  Object.values(state.instances)
    .filter(({ type, phase, interrupted, adHoc }) => {
      return type === 'adHocSubProcess' && phase === 'active' && !interrupted && !adHoc?.finishing;
    })
    .map(({ key, elementId, processId }) => ({
      key,
      elementId,
      enabled: graph.processes[processId]?.elements[elementId]?.implicitStarts ?? [],
    }));

/** When `fireTimers` is due next, in epoch milliseconds; of a suspended instance never. */
export const nextDueAt = (state: InstanceState): number | null =>
  state.suspended ? null : (firstTimer(state)?.dueAt ?? null);

export const isSuspended = (state: InstanceState): boolean => state.suspended !== undefined;

/** Ids of the elements at which nothing goes on while the rest does. */
export const suspendedElements = (state: InstanceState): string[] =>
  Object.keys(state.halted?.elements ?? {});

/** The element ids from the started process down to the element instance with that key, for breadcrumbs. */
export function elementIdPath(state: InstanceState, key: string): string[] {
  const path: string[] = [];
  let instance: ElementInstance | undefined = state.instances[key];
  while (instance) {
    if (!isBody(instance.type) && instance.type !== 'adHocSubProcessInnerInstance')
      path.unshift(instance.elementId);
    instance = instance.scope === null ? undefined : state.instances[instance.scope];
  }
  return path;
}

// helpers ////////////////////////////////////////////////////////////

function jobWithVariables(state: InstanceState, job: Owned<Omit<Job, 'variables'>>): Job {
  const open = withVariables(state, job);
  // what a task is being completed with is not in its scope yet
  const completion =
    job.listener === 'completing' ? state.instances[job.owner]?.transition?.variables : undefined;
  return completion ? { ...open, variables: { ...open.variables, ...completion } } : open;
}

function withVariables<T>(
  state: InstanceState,
  open: Owned<T>,
): Omit<Owned<T>, 'owner'> & { variables: Variables } {
  const { owner, ...rest } = open;
  const instance = state.instances[owner];
  return { ...rest, variables: instance ? copyOfVisible(state, instance) : {} };
}
