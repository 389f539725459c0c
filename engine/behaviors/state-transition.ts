/**
 * The moves every element shares: an instance is activated, completes and hands its token on, or is terminated.
 */
import { type FlowElement, isBody } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { compensationHandled } from './compensation.ts';
import { keepForCompensation } from './completed-activities.ts';
import { closeWaits } from './event-subscription.ts';
import { tell } from './identify.ts';
import { throwLoopEvents } from './loop-events.ts';
import { afterInnerInstance, collectOutput } from './multi-instance.ts';
import { arrive, pathEnded } from './scope-end.ts';
import { chooseFlows, takeFlow } from './sequence-flow.ts';
import { decideNextIteration, startIteration } from './standard-loop.ts';
import { applyOutputMappings } from './variable-mapping.ts';

export { arrive, pathEnded } from './scope-end.ts';

/** Once: a multiple event that throws one thing after the other is activated by the first. */
export function activated(run: Run, instance: ElementInstance): void {
  if (instance.phase === 'entering') tell(run, instance, 'activated');
}

/** Maps the outputs, ends the instance, and hands its token on. */
export function leave(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  return applyOutputMappings(run, instance, element) ?? complete(run, instance, element);
}

/** Ends the instance and hands its token on to the outgoing flows, or lets the scope end where there is none. */
export function complete(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const scope = run.scopeOf(instance);
  if (scope && isBody(scope.type) && !isBody(instance.type))
    return completeInner(run, scope, instance, element);
  const flows = chooseFlows(run, instance, element);
  if ('code' in flows) return flows;
  completeInto(
    run,
    instance,
    element.completionQuantity === undefined ? flows : repeat(flows, element.completionQuantity),
  );
  return null;
}

/** An inner instance has no token of its own: what follows is the body's to say. */
function completeInner(
  run: Run,
  body: ElementInstance,
  instance: ElementInstance,
  element: FlowElement,
): Failure | null {
  if (body.type === 'standardLoopBody') {
    const again = decideNextIteration(run, body, element);
    if (typeof again !== 'boolean') return again;
    end(run, instance);
    if (again) startIteration(run, body);
    else arrive(run, body, {});
    return null;
  }
  const collected = collectOutput(run, body, instance, element);
  if ('code' in collected) return collected;
  end(run, instance);
  throwLoopEvents(run, body, collected.events, collected.properties);
  afterInnerInstance(run, body, element, collected.enough);
  return null;
}

/** Every flow receives that many tokens (BPMN 2.0, 10.3: completionQuantity). */
const repeat = (flows: FlowElement[], times: number): FlowElement[] =>
  Array.from({ length: times }, () => flows).flat();

/** For what does not wait: takes these flows at once, or when its listeners have answered. */
export function passOn(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  flows: FlowElement[],
): void {
  if (element.executionListeners?.end) arrive(run, instance, {});
  else completeInto(run, instance, flows);
}

/** Ends the instance and takes exactly these flows. */
export function completeInto(run: Run, instance: ElementInstance, flows: FlowElement[]): void {
  const scope = run.scopeOf(instance);
  end(run, instance);
  if (!scope) return;
  for (const flow of flows) takeFlow(run, scope, flow);
  // a token that waits at a join of the ad-hoc sub-process has left its inner instance
  if (flows.length === 0 || scope.type === 'adHocSubProcessInnerInstance') pathEnded(run, scope);
}

/** Ends the instance; its token is the caller's to hand on. */
export function end(run: Run, instance: ElementInstance): void {
  closeWaits(run, instance);
  tell(run, instance, 'completed');
  if (instance.undo) compensationHandled(run, instance.undo);
  else keepForCompensation(run, instance);
}
