/**
 * The rule of inclusive joins (BPMN 2.0, 13.4.3), by which complex gateways wait for reset too (13.4.5): can a token still get to an
 * incoming flow of the gateway?
 */
import type { FlowElement } from '../elements/element.ts';
import type { ExecutableProcess } from '../graph.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { indexOf } from '../state/state-index.ts';

/**
 * "For every directed path formed by sequence flow that starts with a flow f that has a token, ends with an incoming flow of the
 * gateway that has no token, and does not visit the gateway, there is also such a path from f to an incoming flow that has one."
 *
 * What a token may set off by a boundary event counts as reached for the first half alone: the token itself can still come.
 * `filled` are the incoming flows that have their token.
 */
export function expectsMoreTokens(
  run: Run,
  scope: ElementInstance,
  gateway: FlowElement,
  filled: string[],
): boolean {
  const incoming = gateway.incoming ?? [];
  if (filled.length === incoming.length) return false;
  const empty = incoming.filter((flow) => !filled.includes(flow));
  const reaching = upstream(run.process(scope.processId), gateway);
  for (const node of nodesWithToken(run, scope, gateway)) {
    const mayReach = (flow: string): boolean => reaching.get(flow)?.withBoundary.has(node) === true;
    const reaches = (flow: string): boolean => reaching.get(flow)?.byFlow.has(node) === true;
    if (empty.some(mayReach) && !filled.some(reaches)) return true;
  }
  return false;
}

// helpers ////////////////////////////////////////////////////////////

/** Those on their way last: they take the longest to find. */
function* nodesWithToken(run: Run, scope: ElementInstance, gateway: FlowElement): Iterable<string> {
  for (const key of indexOf(run.state).childrenOf(scope.key)) {
    const instance = run.instance(key);
    // what is there again to be undone sends no token on
    if (instance.restored) continue;
    if (instance.type !== 'adHocSubProcessInnerInstance') yield instance.elementId;
    else yield* nodesWithToken(run, instance, gateway);
  }
  for (const { elementId } of scope.adHoc?.queue ?? []) yield elementId;
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
