/** Tokens that wait in front of a joining element. */
import type { FlowElement } from '../elements/element.ts';
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
  run.scheduleActivation(element.id, scope.key, trigger ? { trigger } : {});
}
