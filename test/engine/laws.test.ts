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
import { aProcess, type Builder, forEach, loop, timer } from './a-process.ts';
import { compileOrThrow, noon } from './a-run.ts';
import { choices, nextCommand, written } from './random-path.ts';

// random models //////////////////////////////////////////////////////

type Block =
  | { kind: 'task' | 'userTask' | 'serviceTask' | 'timer' | 'script' }
  | { kind: 'sequence' | 'exclusive' | 'parallel' | 'inclusive'; blocks: Block[] }
  | { kind: 'subProcess'; block: Block; caught: 'none' | 'interrupting' | 'beside' }
  | { kind: 'forEach'; sequential: boolean }
  | { kind: 'loop'; block: Block }
  | { kind: 'again' };

const { model } = fc.letrec<{ model: Block; leaf: Block }>((tie) => {
  const blocks = fc.array(tie('model'), { minLength: 2, maxLength: 3 });
  return {
    leaf: fc.record({
      kind: fc.constantFrom('task', 'userTask', 'serviceTask', 'timer', 'script'),
    }) as fc.Arbitrary<Block>,
    model: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie('leaf'),
      fc.record({
        kind: fc.constantFrom('sequence', 'exclusive', 'parallel', 'inclusive'),
        blocks,
      }) as fc.Arbitrary<Block>,
      fc.record({
        kind: fc.constant('subProcess'),
        block: tie('model'),
        caught: fc.constantFrom('none', 'interrupting', 'beside'),
      }) as fc.Arbitrary<Block>,
      fc.record({ kind: fc.constant('forEach'), sequential: fc.boolean() }) as fc.Arbitrary<Block>,
      fc.constant<Block>({ kind: 'again' }),
      fc.record({ kind: fc.constant('loop'), block: tie('model') }) as fc.Arbitrary<Block>,
    ),
  };
});

/** Draws the block behind where the builder stands, and leaves it behind the block. */
function draw(p: Builder, block: Block, id: string): void {
  switch (block.kind) {
    case 'task':
      p.task(id);
      return;
    case 'userTask':
      p.userTask(id);
      return;
    case 'serviceTask':
      p.serviceTask(id);
      return;
    case 'timer':
      p.catchEvent(id, timer('timeDuration', 'PT1H'));
      return;
    case 'script':
      p.scriptTask(id, '=count + 1', 'count');
      return;
    case 'sequence':
      for (const [i, inner] of block.blocks.entries()) draw(p, inner, `${id}_${i}`);
      return;
    case 'exclusive':
    case 'inclusive':
    case 'parallel':
      drawBranches(p, block.kind, block.blocks, id);
      return;
    case 'subProcess':
      drawSubProcess(p, block, id);
      return;
    case 'forEach':
      p.userTask(id, {
        children: forEach({
          items: '=[1, 2]',
          collect: [`results${id}`, '=item'],
          sequential: block.sequential,
        }),
      });
      return;
    case 'again':
      p.userTask(id, { children: loop({ while: '=loopCounter < 2' }) });
      return;
    case 'loop':
      p.exclusiveGateway(`${id}_merge`);
      draw(p, block.block, `${id}_0`);
      // the counter grows with each turn, so that every loop ends
      p.scriptTask(`${id}_count`, '=count + 1', 'count').exclusiveGateway(`${id}_again`, `${id}_out`);
      p.when('=count < 3').to(`${id}_merge`, `${id}_back`);
      p.from(`${id}_again`).to(`${id}_after`, `${id}_out`).drawHere('task', `${id}_after`);
      return;
  }
}

function drawBranches(
  p: Builder,
  kind: 'exclusive' | 'parallel' | 'inclusive',
  blocks: Block[],
  id: string,
): void {
  const [split, join] = [`${id}_split`, `${id}_join`];
  const last = `${split}-${id}_b${blocks.length - 1}`;
  if (kind === 'parallel') p.parallelGateway(split);
  else if (kind === 'exclusive') p.exclusiveGateway(split, last);
  else p.inclusiveGateway(split, last);
  for (const [i, inner] of blocks.entries()) {
    p.from(split);
    if (kind !== 'parallel' && i < blocks.length - 1) p.when(`=modulo(count, ${i + 2}) = 0`);
    p.task(`${id}_b${i}`);
    draw(p, inner, `${id}_${i}`);
    p.to(join);
  }
  p.drawHere(`${kind}Gateway`, join);
}

function drawSubProcess(p: Builder, block: Extract<Block, { kind: 'subProcess' }>, id: string): void {
  p.subProcess(id, (inside) => {
    inside.startEvent(`${id}_s`);
    draw(inside, block.block, `${id}_0`);
    inside.endEvent(`${id}_e`);
  });
  if (block.caught === 'none') return;
  const interrupting = block.caught === 'interrupting';
  p.exclusiveGateway(`${id}_on`);
  p.boundaryEvent(`${id}_late`, id, timer('timeDuration', 'PT30M'), {
    attributes: { cancelActivity: interrupting },
  });
  // an interrupted branch goes on, or a join behind it would wait for ever
  if (interrupting) p.to(`${id}_on`);
  else p.endEvent(`${id}_caught`);
  p.from(`${id}_on`);
}

async function compileModel(block: Block): Promise<ExecutableGraph> {
  const p = aProcess().startEvent();
  draw(p, block, 'x');
  return compileOrThrow([p.endEvent().resource()]);
}

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
