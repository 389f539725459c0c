/** What holds for every instance of an unstructured process at rest, whatever brought it there. */
import { expect } from 'vitest';
import type { ExecutableGraph, FlowElement, InstanceState } from '../../engine/index.ts';

/** It rests only on what it waits for. */
export function expectRest(graph: ExecutableGraph, state: InstanceState): void {
  for (const instance of Object.values(state.instances)) {
    expect(instance.pending).toBe(0);
    const inside = Object.values(state.instances).filter((it) => it.scope === instance.key);
    expect(instance.children).toBe(inside.length);
    if (instance.scope !== null)
      expect(instance.waits.length > 0 || state.userTasks[instance.key]).toBeTruthy();
  }
  const root = state.instances[state.rootKey];
  const atJoins = elementsOf(graph).filter(
    (node) =>
      node.type.endsWith('Gateway') && (node.incoming ?? []).some((flow) => waitingAt(state, flow) > 0),
  );
  // what is active has something to do, or a token that waits for others which never come
  expect((root?.children ?? 0) + atJoins.length).toBeGreaterThan(0);
  for (const gateway of atJoins.filter((it) => it.type === 'parallelGateway'))
    expect((gateway.incoming ?? []).some((flow) => waitingAt(state, flow) === 0)).toBe(true);
}

/** Tokens are held at an inclusive join exactly while another can still come (BPMN 2.0, 13.4.3). */
export function expectInclusiveJoinsToWait(graph: ExecutableGraph, state: InstanceState): void {
  const elements = elementsOf(graph);
  for (const gateway of elements.filter((node) => joins(node, 'inclusiveGateway'))) {
    const filled = (gateway.incoming ?? []).filter((flow) => waitingAt(state, flow) > 0);
    const empty = (gateway.incoming ?? []).filter((flow) => waitingAt(state, flow) === 0);
    if (filled.length === 0) continue;
    const atNodes = Object.values(state.instances).flatMap((it) => (it.scope === null ? [] : [it.elementId]));
    const atJoins = elements.flatMap((it) =>
      it.type === 'sequenceFlow' && it.target !== gateway.id && waitingAt(state, it.id) > 0
        ? [it.target ?? '']
        : [],
    );
    const holds = [...atNodes, ...atJoins].some((node) => {
      const mayCome = reachable(elements, node, gateway.id, true);
      const comes = reachable(elements, node, gateway.id, false);
      return empty.some((flow) => mayCome.has(flow)) && !filled.some((flow) => comes.has(flow));
    });
    expect(holds).toBe(true);
  }
}

// reading a state ////////////////////////////////////////////////////

export const elementsOf = (graph: ExecutableGraph): FlowElement[] =>
  Object.values(graph.processes.process?.elements ?? {});
export const waitingAt = (state: InstanceState, flow: string): number =>
  state.instances[state.rootKey]?.waitingTokens?.[flow] ?? 0;

export const joins = (node: FlowElement, type: FlowElement['type']): boolean =>
  node.type === type && (node.incoming?.length ?? 0) > 1;

/** Nodes that a token gets to from a node without passing the gateway, as flows and, if asked, boundary events lead. */
function reachable(
  elements: FlowElement[],
  from: string,
  gateway: string,
  withBoundary: boolean,
): Set<string> {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const flows = new Set<string>();
  const open = [from];
  const seen = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = byId.get(id);
    for (const flow of node?.outgoing ?? []) {
      flows.add(flow);
      const target = byId.get(flow)?.target ?? '';
      if (target !== gateway && !seen.has(target)) open.push(target);
      seen.add(target);
    }
    for (const boundary of withBoundary ? (node?.boundaryEvents ?? []) : []) {
      if (!seen.has(boundary)) open.push(boundary);
      seen.add(boundary);
    }
  }
  return flows;
}
