/** Tokens that wait in front of a joining element. */
import { type FlowElement, innerInstanceId } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance, Trigger } from '../state/instance-state.ts';

export const tokensOn = (scope: ElementInstance, flow: string): number => scope.waitingTokens?.[flow] ?? 0;

export const hasToken = (scope: ElementInstance, flow: string): boolean => tokensOn(scope, flow) > 0;

export const flowsWithToken = (scope: ElementInstance, element: FlowElement): string[] =>
  (element.incoming ?? []).filter((flow) => hasToken(scope, flow));

/** One token from each of these flows goes on as one, into the element. */
export function joinTokens(
  run: Run,
  scope: ElementInstance,
  element: FlowElement,
  flows: string[],
  trigger?: Trigger,
): void {
  run.note({ change: 'tokensJoined', scope: scope.key, flows });
  sendInto(run, scope, element, trigger);
}

/** Where tokens inside that scope wait for each other: those of an ad-hoc sub-process meet across its inner instances. */
export function homeOfJoins(run: Run, scope: ElementInstance): ElementInstance {
  return scope.type === 'adHocSubProcessInnerInstance' ? (run.scopeOf(scope) ?? scope) : scope;
}

/** A token from in front of the element goes into it; in an ad-hoc sub-process it begins an inner instance. */
export function sendInto(run: Run, scope: ElementInstance, element: FlowElement, trigger?: Trigger): void {
  const how = trigger ? { trigger } : {};
  if (scope.type !== 'adHocSubProcess') {
    run.scheduleActivation(element.id, scope.key, how);
    return;
  }
  run.scheduleActivation(innerInstanceId(scope.elementId), scope.key, {
    trigger: { variables: {}, start: element.id, ...(trigger ? { within: trigger } : {}) },
  });
}
