/**
 * Tokens in front of gateways that join. A parallel gateway goes on with one token from each incoming flow. An inclusive gateway
 * goes on when no token can still reach one of its empty incoming flows (BPMN 2.0, 13.4.3), which may become true by anything
 * that happens elsewhere in the scope.
 */
import type { FlowElement } from '../elements/element.ts';
import type { ExecutableProcess } from '../graph.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { builtIndexOf, indexOf } from '../state/state-index.ts';

export function arriveAtJoin(run: Run, scope: ElementInstance, gateway: FlowElement, flow: string): void {
  run.note({ change: 'tokenWaits', scope: scope.key, flow });
  if (gateway.type === 'parallelGateway') {
    const incoming = gateway.incoming ?? [];
    if (incoming.every((id) => hasToken(scope, id))) join(run, scope, gateway, incoming);
    return;
  }
  if (!scope.waitingJoins?.includes(gateway.id))
    run.note({ change: 'joinWaits', scope: scope.key, gateway: gateway.id });
}

/** To be called before work goes on: looks where tokens have moved or died. */
export function goOnAtInclusiveJoins(run: Run): void {
  const moved = builtIndexOf(run.state)?.takeMoved();
  if (!moved || moved.size === 0) return;
  for (const key of moved) {
    const scope = run.state.instances[key];
    for (const id of [...(scope?.waitingJoins ?? [])]) if (scope) goOnAt(run, scope, id);
  }
}

function goOnAt(run: Run, scope: ElementInstance, id: string): void {
  const gateway = run.element(scope.processId, id);
  if (!isComplete(run, scope, gateway)) return;
  const withToken = (gateway.incoming ?? []).filter((flow) => hasToken(scope, flow));
  join(run, scope, gateway, withToken);
  if (!(gateway.incoming ?? []).some((flow) => hasToken(scope, flow))) {
    run.note({ change: 'joinEnded', scope: scope.key, gateway: id });
  }
}

// the rule of inclusive joins ////////////////////////////////////////

/**
 * "For every directed path formed by sequence flow that starts with a flow f that has a token, ends with an incoming flow of the
 * gateway that has no token, and does not visit the gateway, there is also such a path from f to an incoming flow that has one."
 *
 * What a token may set off by a boundary event counts as reached for the first half alone: the token itself can still come.
 */
function isComplete(run: Run, scope: ElementInstance, gateway: FlowElement): boolean {
  const incoming = gateway.incoming ?? [];
  const filled = incoming.filter((flow) => hasToken(scope, flow));
  if (filled.length === incoming.length) return true;
  const empty = incoming.filter((flow) => !hasToken(scope, flow));
  const reaching = upstream(run.process(scope.processId), gateway);
  for (const node of nodesWithToken(run, scope, gateway)) {
    const mayReach = (flow: string): boolean => reaching.get(flow)?.withBoundary.has(node) === true;
    const reaches = (flow: string): boolean => reaching.get(flow)?.byFlow.has(node) === true;
    if (empty.some(mayReach) && !filled.some(reaches)) return false;
  }
  return true;
}

/** Those on their way last: they take the longest to find. */
function* nodesWithToken(run: Run, scope: ElementInstance, gateway: FlowElement): Iterable<string> {
  for (const key of indexOf(run.state).childrenOf(scope.key)) yield run.instance(key).elementId;
  for (const flow in scope.waitingTokens) {
    const target = run.element(scope.processId, flow).target;
    if (target !== undefined && target !== gateway.id) yield target;
  }
  if (scope.pending > 0) yield* run.scheduledIn(scope.key);
}

interface Upstream {
  byFlow: Set<string>;
  withBoundary: Set<string>;
}

const upstreamOfGateway = new WeakMap<FlowElement, Map<string, Upstream>>();

/** For each incoming flow the nodes from which a token can get to it without passing the gateway. */
function upstream(process: ExecutableProcess, gateway: FlowElement): Map<string, Upstream> {
  const known = upstreamOfGateway.get(gateway);
  if (known) return known;
  const reaching = new Map<string, Upstream>();
  for (const flow of gateway.incoming ?? []) {
    reaching.set(flow, {
      byFlow: nodesReaching(process, flow, gateway.id, false),
      withBoundary: nodesReaching(process, flow, gateway.id, true),
    });
  }
  upstreamOfGateway.set(gateway, reaching);
  return reaching;
}

/** Backwards from the flow. A link leads from its throw events to its catch event as a sequence flow would. */
function nodesReaching(
  process: ExecutableProcess,
  flow: string,
  gateway: string,
  withBoundary: boolean,
): Set<string> {
  const found = new Set<string>();
  const open = [process.elements[flow]?.source];
  while (open.length > 0) {
    const id = open.pop();
    const node = id === undefined ? undefined : process.elements[id];
    if (!node || node.id === gateway || found.has(node.id)) continue;
    found.add(node.id);
    for (const incoming of node.incoming ?? []) open.push(process.elements[incoming]?.source);
    open.push(...linkSources(process, node));
    if (withBoundary) open.push(node.attachedTo);
  }
  return found;
}

function linkSources(process: ExecutableProcess, node: FlowElement): string[] {
  const { event } = node;
  if (node.type !== 'intermediateCatchEvent' || event?.definition !== 'link') return [];
  return Object.values(process.elements)
    .filter(
      (other) =>
        other.type === 'intermediateThrowEvent' &&
        other.parent === node.parent &&
        other.event?.definition === 'link' &&
        other.event.name === event.name,
    )
    .map((other) => other.id);
}

// helpers ////////////////////////////////////////////////////////////

const hasToken = (scope: ElementInstance, flow: string): boolean => (scope.waitingTokens?.[flow] ?? 0) > 0;

function join(run: Run, scope: ElementInstance, gateway: FlowElement, flows: string[]): void {
  run.note({ change: 'tokensJoined', scope: scope.key, flows });
  run.scheduleActivation(gateway.id, scope.key);
}
