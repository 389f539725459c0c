/**
 * Steps of which one order stands for all: a task that ends inside its scope, with nothing on its edge, neither helps nor hinders
 * what happens elsewhere. Where such a task is open its steps are tried alone. (A persistent set; with the condition that one of
 * them leads to something new, so that nothing is put off for ever.)
 */
import type { FlowElement } from '../elements/element.ts';
import type { EngineEvent } from '../events.ts';
import type { ExecutableGraph } from '../graph.ts';
import type { Transition } from '../start-instance.ts';
import type { InstanceState } from '../state/instance-state.ts';
import type { Move } from './moves.ts';

interface Tried<S> {
  move: Move;
  outcomes: S[];
}

/** All steps of one task; null where no task is independent of the rest. */
export function independentSteps<S extends { transition: Transition }, T extends Tried<S>>(
  graph: ExecutableGraph,
  before: InstanceState,
  steps: T[],
  isNew: (outcome: S) => boolean,
): T[] | null {
  for (const key of new Set(steps.flatMap(({ move }) => move.of ?? []))) {
    const own = steps.filter(({ move }) => move.of === key);
    if (own.length === steps.length) return null;
    if (hasEdge(graph, before, key)) continue;
    const staysInside = own.every(({ move, outcomes }) =>
      outcomes.every(({ transition }) => isError(move) || keepsToItself(graph, before, key, transition)),
    );
    if (staysInside && own.some(({ outcomes }) => outcomes.some(isNew))) return own;
  }
  return null;
}

// helpers ////////////////////////////////////////////////////////////

/** An error ends a scope with all that is in it, whatever else has happened there before. */
const isError = ({ step }: Move): boolean => 'job' in step && 'error' in step;

function hasEdge(graph: ExecutableGraph, state: InstanceState, key: string): boolean {
  const instance = state.instances[key];
  return instance === undefined || (elementOf(graph, instance)?.boundaryEvents?.length ?? 0) > 0;
}

/** The scopes around live on, nothing was thrown, and no token came to a gateway that looks at other tokens. */
function keepsToItself(
  graph: ExecutableGraph,
  before: InstanceState,
  key: string,
  { state, events }: Transition,
): boolean {
  for (let scope = before.instances[key]?.scope; scope; scope = before.instances[scope]?.scope) {
    if (state.instances[scope]?.phase !== before.instances[scope]?.phase) return false;
  }
  return state.lifecycle === 'active' && events.every((event) => isLocal(graph, event));
}

const local = new Set<EngineEvent['event']>([
  'activated',
  'completed',
  'taken',
  'variable',
  'userTaskOpened',
  'userTaskClosed',
  'jobOpened',
  'jobClosed',
  'timerStarted',
  'messageSubscribed',
  'signalSubscribed',
]);

function isLocal(graph: ExecutableGraph, event: EngineEvent): boolean {
  if (!local.has(event.event)) return false;
  if (event.event !== 'taken') return true;
  return Object.values(graph.processes).every((process) => {
    const target = process.elements[process.elements[event.element]?.target ?? ''];
    return target?.type !== 'inclusiveGateway' && target?.type !== 'complexGateway';
  });
}

const elementOf = (
  graph: ExecutableGraph,
  { processId, elementId }: { processId: string; elementId: string },
): FlowElement | undefined => graph.processes[processId]?.elements[elementId];
