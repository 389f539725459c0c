/** Tokens in front of joins, by the flow that they are on. */
import type { FlowElement } from '../../elements/element.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { Translation } from './mapping.ts';

export interface TokensOnFlow {
  flow: string;
  count: number;
  /** In the version that is left. */
  join: FlowElement | null;
}

export const tokensIn = (translation: Translation, scope: ElementInstance): TokensOnFlow[] =>
  Object.entries(scope.waitingTokens ?? {}).map(([flow, count]) => {
    const { target } = translation.original(scope.processId, flow) ?? {};
    return {
      flow,
      count,
      join: target === undefined ? null : translation.original(scope.processId, target),
    };
  });
