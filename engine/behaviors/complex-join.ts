/**
 * Tokens in front of a complex gateway (BPMN 2.0, 13.4.5). Waiting for start, it is activated as soon as its activation condition
 * holds, and consumes a token from each incoming flow that has one. Waiting for reset, it waits for those tokens on the other flows
 * that an inclusive gateway would wait for, consumes them, and waits for start again.
 *
 * Without an activation condition the first token activates it. With a single incoming flow there is nothing to reset.
 */
import type { FlowElement } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { expectsMoreTokens } from './expected-tokens.ts';
import { evaluateBoolean, type Result } from './expression.ts';
import { visibleVariables } from './variables.ts';
import { flowsWithToken, homeOfJoins, joinTokens, sendInto, tokensOn } from './waiting-tokens.ts';

/** Does nothing while the gateway waits for reset, or has no token. */
export function activateComplexGateway(run: Run, scope: ElementInstance, gateway: FlowElement): void {
  if (scope.complexGateways?.[gateway.id] || flowsWithToken(scope, gateway).length === 0) return;
  const holds = conditionHolds(run, scope, gateway);
  if (!holds.ok) {
    // an element instance holds the incident, see `retryActivation`
    note(run, scope, gateway, { phase: 'held' });
    sendInto(run, scope, gateway);
  } else if (holds.value) start(run, scope, gateway);
}

/** Does nothing unless the gateway waits for reset, and none of the tokens it waits for can come. */
export function resetComplexGateway(run: Run, scope: ElementInstance, gateway: FlowElement): void {
  const state = scope.complexGateways?.[gateway.id];
  if (state?.phase !== 'reset') return;
  const awaited = flowsWithToken(scope, gateway).filter((flow) => !state.consumed.includes(flow));
  if (expectsMoreTokens(run, scope, gateway, [...state.consumed, ...awaited])) return;
  const variables = gatewayVariables(scope, gateway, false);
  note(run, scope, gateway, null);
  joinTokens(run, scope, gateway, awaited, { variables });
  activateComplexGateway(run, scope, gateway);
}

/** For an element instance of the gateway that begins: whether it only holds a place for a condition that could not be evaluated. */
export function retryActivation(
  run: Run,
  instance: ElementInstance,
  gateway: FlowElement,
): Failure | 'waits' | null {
  const inside = run.scopeOf(instance);
  const scope = inside && homeOfJoins(run, inside);
  if (!scope || instance.trigger || scope.complexGateways?.[gateway.id]?.phase !== 'held') return null;
  const holds = conditionHolds(run, scope, gateway);
  if (!holds.ok) return holds.failure;
  note(run, scope, gateway, null);
  if (holds.value) start(run, scope, gateway);
  return 'waits';
}

// helpers ////////////////////////////////////////////////////////////

function start(run: Run, scope: ElementInstance, gateway: FlowElement): void {
  const variables = gatewayVariables(scope, gateway, true);
  const consumed = flowsWithToken(scope, gateway);
  if ((gateway.incoming?.length ?? 0) > 1) note(run, scope, gateway, { phase: 'reset', consumed });
  joinTokens(run, scope, gateway, consumed, { variables });
}

function conditionHolds(run: Run, scope: ElementInstance, gateway: FlowElement): Result<boolean> {
  if (gateway.activationCondition === undefined) return { ok: true, value: true };
  const context = { ...visibleVariables(run.state, scope), ...gatewayVariables(scope, gateway, true) };
  return evaluateBoolean(run, context, gateway.activationCondition, 'CONDITION_FAILED');
}

function gatewayVariables(scope: ElementInstance, gateway: FlowElement, waitingForStart: boolean): Variables {
  const counts = (gateway.incoming ?? []).map((flow): [string, number] => [flow, tokensOn(scope, flow)]);
  const activationCount = counts.reduce((sum, [, count]) => sum + count, 0);
  return { ...Object.fromEntries(counts), activationCount, waitingForStart };
}

function note(
  run: Run,
  scope: ElementInstance,
  gateway: FlowElement,
  state: NonNullable<ElementInstance['complexGateways']>[string] | null,
): void {
  run.note({ change: 'complexGateway', scope: scope.key, gateway: gateway.id, state });
}
