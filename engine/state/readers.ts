/** What other rooms ask of a state. */
import { copyOfVisible } from '../behaviors/variables.ts';
import { isBody } from '../elements/element.ts';
import type { ExecutableGraph } from '../graph.ts';
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
import { firstTimer } from './state-index.ts';

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
  Object.values(state.jobs).map((job) => {
    const open = withVariables(state, job);
    // what a task is being completed with is not in its scope yet
    const completion =
      job.listener === 'completing' ? state.instances[job.owner]?.transition?.variables : undefined;
    return completion ? { ...open, variables: { ...open.variables, ...completion } } : open;
  });

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

/** Ids of the elements that hold a token, each once; containers and bodies included. */
export const activeElementIds = (state: InstanceState): string[] => [
  ...new Set(
    Object.values(state.instances)
      .filter((instance) => instance.scope !== null && instance.type !== 'adHocSubProcessInnerInstance')
      .map((instance) => instance.elementId),
  ),
];

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

function withVariables<T>(
  state: InstanceState,
  open: Owned<T>,
): Omit<Owned<T>, 'owner'> & { variables: Variables } {
  const { owner, ...rest } = open;
  const instance = state.instances[owner];
  return { ...rest, variables: instance ? copyOfVisible(state, instance) : {} };
}
