/**
 * Tokens that wait in front of an element for others. A parallel gateway goes on with one token from each incoming flow. An
 * inclusive gateway goes on when no token can still reach one of its empty incoming flows (BPMN 2.0, 13.4.3), which may become true
 * by anything that happens elsewhere in the scope. A complex gateway has a condition (`complex-join.ts`), an activity its start
 * quantity (10.3).
 */
import type { FlowElement } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { builtIndexOf } from '../state/state-index.ts';
import { activateComplexGateway, resetComplexGateway } from './complex-join.ts';
import { expectsMoreTokens } from './expected-tokens.ts';
import { flowsWithToken, hasToken, joinTokens, tokensOn } from './waiting-tokens.ts';

/** Whether a token that reaches the element may have to wait for others. */
export function joins(element: FlowElement): boolean {
  switch (element.type) {
    case 'parallelGateway':
    case 'inclusiveGateway':
      return (element.incoming?.length ?? 0) > 1;
    case 'complexGateway':
      return (element.incoming?.length ?? 0) > 1 || element.activationCondition !== undefined;
    default:
      return element.startQuantity !== undefined;
  }
}

export function arriveAtJoin(run: Run, scope: ElementInstance, element: FlowElement, flow: string): void {
  run.note({ change: 'tokenWaits', scope: scope.key, flow });
  switch (element.type) {
    case 'parallelGateway': {
      const incoming = element.incoming ?? [];
      if (incoming.every((id) => hasToken(scope, id))) joinTokens(run, scope, element, incoming);
      return;
    }
    case 'inclusiveGateway':
      waitHere(run, scope, element);
      return;
    case 'complexGateway':
      waitHere(run, scope, element);
      activateComplexGateway(run, scope, element);
      return;
    default:
      gather(run, scope, element);
  }
}

/** To be called before work goes on: looks where tokens have moved or died. */
export function goOnAtJoins(run: Run): void {
  const moved = builtIndexOf(run.state)?.takeMoved();
  if (!moved || moved.size === 0) return;
  for (const key of moved) {
    const scope = run.state.instances[key];
    for (const id of [...(scope?.waitingJoins ?? [])]) if (scope) goOnAt(run, scope, id);
  }
}

/** For tokens that have not just arrived: what the element is now lets them go on, or has them wait. */
export function goOnWithTokens(run: Run, scope: ElementInstance, element: FlowElement): void {
  const incoming = element.incoming ?? [];
  if (!joins(element)) {
    for (const flow of incoming)
      for (let left = tokensOn(scope, flow); left > 0; left--) joinTokens(run, scope, element, [flow]);
  } else if (element.type === 'parallelGateway') {
    while (incoming.every((id) => hasToken(scope, id))) joinTokens(run, scope, element, incoming);
  } else if (!element.type.endsWith('Gateway')) gather(run, scope, element);
}

/** To be called when nothing else is left to do: data may have changed for which complex gateways wait. */
export function goOnByData(run: Run): void {
  for (const { scope: key, gateway: id } of [...(run.state.dataJoins ?? [])]) {
    const scope = run.state.instances[key];
    if (!scope?.waitingJoins?.includes(id)) run.note({ change: 'joinEnded', scope: key, gateway: id });
    else activateComplexGateway(run, scope, run.element(scope.processId, id));
  }
}

// helpers ////////////////////////////////////////////////////////////

function goOnAt(run: Run, scope: ElementInstance, id: string): void {
  const gateway = run.element(scope.processId, id);
  if (gateway.type === 'complexGateway') resetComplexGateway(run, scope, gateway);
  else {
    const filled = flowsWithToken(scope, gateway);
    if (!expectsMoreTokens(run, scope, gateway, filled)) joinTokens(run, scope, gateway, filled);
  }
  if (flowsWithToken(scope, gateway).length > 0 || scope.complexGateways?.[id]) return;
  run.note({ change: 'joinEnded', scope: scope.key, gateway: id });
}

function waitHere(run: Run, scope: ElementInstance, { id: gateway, activationCondition }: FlowElement): void {
  if (scope.waitingJoins?.includes(gateway)) return;
  const forData = activationCondition === undefined ? {} : { forData: true as const };
  run.note({ change: 'joinWaits', scope: scope.key, gateway, ...forData });
}

/** An activity takes its tokens from whichever flows they came by: its flows merge (13.3.2). */
function gather(run: Run, scope: ElementInstance, activity: FlowElement): void {
  const waiting = (activity.incoming ?? []).flatMap((id) => Array<string>(tokensOn(scope, id)).fill(id));
  const quantity = activity.startQuantity ?? 1;
  if (waiting.length < quantity) return;
  joinTokens(run, scope, activity, waiting.slice(0, quantity));
  gather(run, scope, activity);
}
