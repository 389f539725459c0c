/**
 * Laws that hold for every graph of nodes and flows, sound or not: tokens are neither lost nor made up, an instance rests only on
 * something it waits for, inclusive joins go on exactly when the rule lets them, and a state that was written down goes on as one
 * that was kept.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  nextDueAt,
  type Oracle,
  openIncidents,
  startInstance,
} from '../../engine/index.ts';
import { noon } from './a-run.ts';
import { elementsOf, expectInclusiveJoinsToWait, expectRest, joins, waitingAt } from './at-rest.ts';
import { compileGraph, nodes, type RandomNode } from './random-graph.ts';
import { choices, nextCommand, written } from './random-path.ts';

// random paths ///////////////////////////////////////////////////////

/** Takes flows by a sequence of numbers, the same one each time. */
function anOracle(choices: number[]): Oracle {
  let at = 0;
  const next = (): number => choices[at++ % choices.length] ?? 0;
  return {
    chooseFlows: (element, flows, rule) => {
      if (!element.type.endsWith('Gateway')) return null;
      const number = next();
      if (rule === 'one') return flows.slice(number % flows.length).slice(0, 1);
      const some = flows.filter((_, index) => ((number >> index) & 1) === 1);
      return some.length > 0 ? some : flows.slice(0, 1);
    },
  };
}

interface Path {
  states: string[];
  events: EngineEvent[];
  state: InstanceState;
}

function follow(
  graph: ExecutableGraph,
  choices: number[],
  look: (state: InstanceState, events: EngineEvent[]) => InstanceState,
): Path {
  let now = noon;
  const options = { oracle: anOracle(choices), limits: { hops: 100, work: 600 } };
  const start = startInstance(graph, { processId: 'process', variables: {} }, now, options);
  const events = [...start.events];
  let state = look(start.state, events);
  const states = [JSON.stringify(state)];
  for (
    let step = 0;
    lifecycle(state) === 'active' && openIncidents(state).length === 0 && step < 25;
    step++
  ) {
    const command = nextCommand(state, choices[step % choices.length] ?? 0);
    if (!command) break;
    if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
    const result = applyCommand(graph, state, command, now, options);
    if ('rejection' in result) throw new Error(result.rejection.message);
    events.push(...result.events);
    state = look(result.state, events);
    states.push(JSON.stringify(state));
  }
  return { states, events, state };
}

/** Looks at every state the instance comes to rest in, but for one that was held up in an endless loop. */
async function atEveryRest(
  drawn: RandomNode[],
  path: number[],
  check: (graph: ExecutableGraph, state: InstanceState, events: EngineEvent[]) => void,
): Promise<void> {
  const graph = await compileGraph(drawn);
  follow(graph, path, (state, events) => {
    if (openIncidents(state).length === 0 && lifecycle(state) === 'active') check(graph, state, events);
    return state;
  });
}

// reading a state ////////////////////////////////////////////////////

function counter(events: EngineEvent[], kind: 'activated' | 'completed' | 'taken'): (id: string) => number {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.event === kind) counts.set(event.element, (counts.get(event.element) ?? 0) + 1);
  }
  return (id) => counts.get(id) ?? 0;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
// laws ///////////////////////////////////////////////////////////////

describe('any graph of nodes and flows', { timeout: 60_000 }, () => {
  it('should neither lose a token nor make one up', async () => {
    const check = (graph: ExecutableGraph, state: InstanceState, events: EngineEvent[]): void => {
      const [activated, completed, taken] = [
        counter(events, 'activated'),
        counter(events, 'completed'),
        counter(events, 'taken'),
      ];
      for (const node of elementsOf(graph)) {
        if (node.type === 'sequenceFlow' || node.type === 'boundaryEvent') continue;
        const arrived = (node.incoming ?? []).map((flow) => taken(flow) - waitingAt(state, flow));
        if (joins(node, 'parallelGateway'))
          for (const count of arrived) expect(count).toBe(activated(node.id));
        else if (joins(node, 'inclusiveGateway')) {
          for (const count of arrived) expect(count).toBeLessThanOrEqual(activated(node.id));
          expect(sum(arrived)).toBeGreaterThanOrEqual(activated(node.id));
        } else expect(sum(arrived)).toBe(activated(node.id) - (node.type === 'startEvent' ? 1 : 0));
        const left = (node.outgoing ?? []).map(taken);
        if (left.length === 0) continue;
        if (node.type === 'exclusiveGateway' || node.type === 'eventBasedGateway')
          expect(sum(left)).toBe(completed(node.id));
        else if (node.type === 'inclusiveGateway')
          expect(sum(left)).toBeGreaterThanOrEqual(completed(node.id));
        else for (const count of left) expect(count).toBe(completed(node.id));
      }
    };
    await fc.assert(
      fc.asyncProperty(nodes, choices, (drawn, path) => atEveryRest(drawn, path, check)),
      { numRuns: 150 },
    );
  });

  it('should rest only on what it waits for', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, choices, (drawn, path) => atEveryRest(drawn, path, expectRest)),
      { numRuns: 150 },
    );
  });

  it('should hold tokens at an inclusive join exactly while another can still come (BPMN 2.0, 13.4.3)', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, choices, (drawn, path) => atEveryRest(drawn, path, expectInclusiveJoinsToWait)),
      { numRuns: 300 },
    );
  });

  it('should go the same way when its state is written down and read back after each step', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, choices, async (drawn, path) => {
        const graph = await compileGraph(drawn);
        const kept = follow(graph, path, (it) => it);
        const restored = follow(graph, path, written);
        expect(restored.events).toEqual(kept.events);
        expect(restored.states).toEqual(kept.states);
      }),
      { numRuns: 150 },
    );
  });
});
