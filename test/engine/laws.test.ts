/**
 * Laws that hold for every model: a random block-structured process, driven at random to its end, is the same whether its state was
 * kept in memory or written down and read back after each step; and whatever began has ended when the instance has.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type EngineEvent,
  type ExecutableGraph,
  type FlowElement,
  type InstanceState,
  lifecycle,
  nextDueAt,
  openIncidents,
  startInstance,
} from '../../engine/index.ts';
import { noon } from './a-run.ts';
import { compileModel, model } from './random-model.ts';
import { choices, nextCommand, written } from './random-path.ts';

/** Whatever can have listeners has one of each moment. */
function withListeners(graph: ExecutableGraph): ExecutableGraph {
  const job = [{ type: 'listener', retries: null }];
  const listening = (element: FlowElement): FlowElement =>
    element.type === 'sequenceFlow'
      ? element
      : {
          ...element,
          executionListeners: { start: job, end: job },
          taskListeners: { creating: job, completing: job },
        };
  const processes = Object.entries(graph.processes).map(([id, process]) => {
    const elements = Object.entries(process.elements).map(([of, element]) => [of, listening(element)]);
    return [id, { ...process, root: listening(process.root), elements: Object.fromEntries(elements) }];
  });
  return { ...graph, processes: Object.fromEntries(processes) };
}

// random paths ///////////////////////////////////////////////////////

interface Path {
  states: string[];
  events: EngineEvent[];
  state: InstanceState;
}

function follow(
  graph: ExecutableGraph,
  choices: number[],
  restore: (state: InstanceState) => InstanceState,
): Path {
  let now = noon;
  const start = startInstance(graph, { processId: 'process', variables: { count: 0 } }, now);
  let { state } = start;
  const events = [...start.events];
  const states = [JSON.stringify(state)];
  for (let step = 0; lifecycle(state) === 'active' && step < 2000; step++) {
    const command = nextCommand(state, choices[step % choices.length] ?? 0);
    if (!command) break;
    if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
    const result = applyCommand(graph, restore(state), command, now);
    if ('rejection' in result) throw new Error(result.rejection.message);
    state = result.state;
    events.push(...result.events);
    states.push(JSON.stringify(state));
  }
  return { states, events, state };
}

// laws ///////////////////////////////////////////////////////////////

describe('any block-structured process', () => {
  it('should come to its end, with whatever began ended, and nothing left open', async () => {
    await fc.assert(
      fc.asyncProperty(model, choices, async (block, path) => {
        const { state, events } = follow(await compileModel(block), path, (it) => it);
        expect(lifecycle(state)).toBe('completed');
        expect(openIncidents(state)).toEqual([]);
        const begun = new Set<string>();
        for (const event of events) {
          if (event.event === 'activated') begun.add(event.key);
          if (event.event === 'completed' || event.event === 'terminated')
            expect(begun.delete(event.key)).toBe(true);
        }
        expect([...begun]).toEqual([]);
        const { userTasks, jobs, timers, messageSubscriptions, signalSubscriptions } = state;
        expect({ userTasks, jobs, timers, messageSubscriptions, signalSubscriptions }).toEqual({
          userTasks: {},
          jobs: {},
          timers: {},
          messageSubscriptions: {},
          signalSubscriptions: {},
        });
        expect(Object.keys(state.instances)).toEqual([state.rootKey]);
      }),
      { numRuns: 150 },
    );
  });

  it('should go the same way when its state is written down and read back after each step', async () => {
    await fc.assert(
      fc.asyncProperty(model, choices, async (block, path) => {
        const graph = await compileModel(block);
        const kept = follow(graph, path, (it) => it);
        const restored = follow(graph, path, written);
        expect(restored.events).toEqual(kept.events);
        expect(restored.states).toEqual(kept.states);
      }),
      { numRuns: 100 },
    );
  });

  it('should ask each listener of an element once, before the element begins and before it ends', async () => {
    await fc.assert(
      fc.asyncProperty(model, choices, async (block, path) => {
        const { state, events } = follow(withListeners(await compileModel(block)), path, written);
        expect(lifecycle(state)).toBe('completed');
        const owners = new Map<string, string>();
        const answered = new Map<string, string[]>();
        for (const event of events) {
          if (event.event === 'jobOpened' && event.job.listener)
            owners.set(event.job.key, `${event.owner} ${event.job.listener}`);
          if (event.event === 'jobClosed' && event.outcome === 'completed') {
            const [owner = '', moment = ''] = (owners.get(event.key) ?? '').split(' ');
            if (moment) answered.set(owner, [...(answered.get(owner) ?? []), moment]);
          }
          if (event.event !== 'activated' && event.event !== 'completed') continue;
          if (event.type.endsWith('Body')) continue;
          const ofTask = event.type === 'userTask' ? ['creating', 'completing'] : [];
          const expected = event.event === 'activated' ? ['start'] : ['start', ...ofTask, 'end'];
          expect(answered.get(event.key)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('should number its events without gaps', async () => {
    await fc.assert(
      fc.asyncProperty(model, choices, async (block, path) => {
        const { events } = follow(await compileModel(block), path, written);
        expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
      }),
      { numRuns: 30 },
    );
  });
});
