/** What happens when an event occurs that an element instance waits for. */
import type { FlowElement } from '../elements/element.ts';
import { triggerAt, triggersOf } from '../elements/events/triggers.ts';
import type { Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { closeEventStarts, closeWaits, closeWaitsFor } from './event-subscription.ts';
import { sendOnceEnded } from './held-termination.ts';
import { outgoingFlows } from './sequence-flow.ts';
import { arrive, completeInto } from './state-transition.ts';
import { abandonCompensations, terminate, terminateChildren } from './termination.ts';

/** `trigger`: which of the triggers of a multiple event. `spares`: even an interrupting boundary event leaves its activity alone. */
export interface Occurrence {
  trigger?: number | undefined;
  spares?: boolean;
}

/** `target` is the catching element: the waiting one itself, one of its boundary events, a start event inside it, … */
export function triggerEvent(
  run: Run,
  waiting: ElementInstance,
  target: FlowElement,
  brought: Variables,
  occurrence: Occurrence = {},
): void {
  const isParallel = target.event?.definition === 'parallelMultiple';
  const variables = isParallel ? meet(run, waiting, target, brought, occurrence.trigger ?? 0) : brought;
  if (!variables) return;
  if (target.type === 'boundaryEvent') triggerBoundaryEvent(run, waiting, target, variables, occurrence);
  else if (target.type === 'startEvent')
    triggerEventSubProcess(run, waiting, target, variables, isInterrupting(target, occurrence));
  else if (waiting.type === 'eventBasedGateway') triggerAfterGateway(run, waiting, target, variables);
  else {
    closeWaits(run, waiting);
    arrive(run, waiting, variables);
  }
}

// parallel multiple events ///////////////////////////////////////////

/**
 * What all the triggers have brought together, once each has occurred; null before. Every trigger occurs as often as it would alone:
 * what comes early for a non-interrupting event is kept for its next time. One that waits just once takes each of them just once.
 */
function meet(
  run: Run,
  waiting: ElementInstance,
  target: FlowElement,
  variables: Variables,
  trigger: number,
): Variables | null {
  const of = triggersOf(target.event).length;
  run.note({ change: 'triggerMet', key: waiting.key, element: target.id, trigger, variables, of });
  if (target.interrupting !== false) closeWaitsFor(run, waiting, target.id, trigger);
  const met = waiting.met?.[target.id] ?? [];
  const firsts = met.flatMap((occurrences) => occurrences.slice(0, 1));
  if (firsts.length < of) return null;
  run.note({ change: 'triggersSpent', key: waiting.key, element: target.id });
  return Object.assign({}, ...firsts) as Variables;
}

/** What ends the activity it comes from, as an error does, a parallel multiple event can only catch as the last of its triggers. */
export const mayEndBy = (waiting: ElementInstance, target: FlowElement, trigger: number): boolean =>
  target.event?.definition !== 'parallelMultiple' ||
  triggersOf(target.event).every(
    (_, index) => index === trigger || (waiting.met?.[target.id]?.[index]?.length ?? 0) > 0,
  );

// helpers ////////////////////////////////////////////////////////////

/** An error or a cancellation ends what it comes from, also where the other triggers of a multiple event do not. */
function isInterrupting(target: FlowElement, { trigger }: Occurrence): boolean {
  if (target.interrupting) return true;
  const definition = trigger === undefined ? undefined : triggerAt(target, trigger)?.definition;
  return definition === 'error' || definition === 'cancel';
}

function triggerBoundaryEvent(
  run: Run,
  activity: ElementInstance,
  boundary: FlowElement,
  variables: Variables,
  occurrence: Occurrence,
): void {
  if (activity.scope === null) return;
  if (!boundary.interrupting && run.process(activity.processId).compensates)
    run.note({ change: 'branched', key: activity.key });
  const scope = run.instance(activity.scope);
  const ends = !occurrence.spares && isInterrupting(boundary, occurrence);
  if (ends) terminate(run, activity);
  const token = { elementId: boundary.id, trigger: { variables } };
  if (ends) sendOnceEnded(run, scope, { after: activity.key, ...token });
  else run.scheduleActivation(boundary.id, scope.key, { trigger: { variables } });
}

/** An interrupting one ends all else in the scope, and no further event sub-process can start there. */
function triggerEventSubProcess(
  run: Run,
  scope: ElementInstance,
  start: FlowElement,
  variables: Variables,
  interrupts: boolean,
): void {
  if (interrupts) {
    closeEventStarts(run, scope);
    abandonCompensations(run, scope);
    run.dropActivations(scope.key);
    run.note({ change: 'interrupted', scope: scope.key });
    terminateChildren(run, scope);
  }
  const token = { after: null, elementId: start.parent, trigger: { variables, start: start.id } };
  if (interrupts) sendOnceEnded(run, scope, token);
  else run.scheduleActivation(token.elementId, scope.key, { trigger: token.trigger });
}

/** An exclusive gateway is done with the first event; a parallel one that started the process waits for them all (10.6.6). */
export function triggerAfterGateway(
  run: Run,
  gateway: ElementInstance,
  target: FlowElement,
  variables: Variables,
): void {
  if (gateway.scope === null) return;
  const { scope } = gateway;
  const element = run.elementOf(gateway);
  run.scheduleActivation(target.id, scope, { trigger: { variables } });
  closeWaitsFor(run, gateway, target.id);
  if (element.instantiates !== 'parallel' || gateway.waits.length === 0) completeInto(run, gateway, []);
  const flow = outgoingFlows(run, gateway, element).find((it) => it.target === target.id);
  if (flow) run.emit({ event: 'taken', element: flow.id, type: 'sequenceFlow', key: run.nextKey(), scope });
}
