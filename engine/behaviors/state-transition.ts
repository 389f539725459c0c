/**
 * The moves every element shares: an instance is activated, ends, and hands its token on to flows that are known.
 */
import type { FlowElement } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { compensationHandled } from './compensation.ts';
import { keepForCompensation } from './completed-activities.ts';
import { closeWaits } from './event-subscription.ts';
import { tell } from './identify.ts';
import { arrive, pathEnded } from './scope-end.ts';
import { takeFlow } from './sequence-flow.ts';

export { arrive, pathEnded } from './scope-end.ts';

/** Once: a multiple event that throws one thing after the other is activated by the first. */
export function activated(run: Run, instance: ElementInstance): void {
  if (instance.phase === 'entering') tell(run, instance, 'activated');
}

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
