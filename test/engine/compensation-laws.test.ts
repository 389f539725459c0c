/**
 * Laws of compensation that hold for every model: a random block-structured transaction whose activities have handlers is driven at
 * random, and compensated when it has completed, or cancelled on its way.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  openJobs,
  openUserTasks,
  startInstance,
} from '../../engine/index.ts';
import { aProcess, type Builder, forEach } from './a-process.ts';
import { compileOrThrow, noon } from './a-run.ts';

// random models //////////////////////////////////////////////////////

type Block =
  | { kind: 'task' | 'userTask' | 'forEachTask' }
  | { kind: 'sequence' | 'parallel'; blocks: Block[] }
  | { kind: 'subProcess'; block: Block; handled: boolean }
  | { kind: 'forEach'; block: Block; sequential: boolean }
  | { kind: 'loop'; block: Block };

const { model } = fc.letrec<{ model: Block }>((tie) => {
  const blocks = fc.array(tie('model'), { minLength: 2, maxLength: 3 });
  return {
    model: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ kind: fc.constantFrom('userTask', 'task', 'forEachTask') }) as fc.Arbitrary<Block>,
      fc.record({ kind: fc.constantFrom('sequence', 'parallel'), blocks }) as fc.Arbitrary<Block>,
      fc.record({
        kind: fc.constant('subProcess'),
        block: tie('model'),
        handled: fc.boolean(),
      }) as fc.Arbitrary<Block>,
      fc.record({
        kind: fc.constant('forEach'),
        block: tie('model'),
        sequential: fc.boolean(),
      }) as fc.Arbitrary<Block>,
      fc.record({ kind: fc.constant('loop'), block: tie('model') }) as fc.Arbitrary<Block>,
    ),
  };
});

const undo = (id: string): string => `undo_${id}`;
const items = '=[1, 2]';

/** Draws the block behind where the builder stands, and leaves it behind the block. */
function draw(p: Builder, block: Block, id: string): void {
  switch (block.kind) {
    case 'task':
      p.task(id).undoneBy(undo(id));
      return;
    case 'userTask':
      p.userTask(id).undoneBy(undo(id));
      return;
    case 'forEachTask':
      p.userTask(id, { children: forEach({ items }) }).undoneBy(undo(id));
      return;
    case 'sequence':
      for (const [i, inner] of block.blocks.entries()) draw(p, inner, `${id}_${i}`);
      return;
    case 'parallel':
      p.parallelGateway(`${id}_fork`);
      for (const [i, inner] of block.blocks.entries()) {
        p.from(`${id}_fork`);
        draw(p, inner, `${id}_${i}`);
        p.to(`${id}_join`);
      }
      p.drawHere('parallelGateway', `${id}_join`);
      return;
    case 'subProcess':
      drawSubProcess(p, block.block, id);
      if (block.handled) p.undoneBy(undo(id));
      return;
    case 'forEach':
      drawSubProcess(p, block.block, id, forEach({ items, sequential: block.sequential }));
      return;
    case 'loop':
      drawSubProcess(p, block.block, id, '<bpmn:standardLoopCharacteristics loopMaximum="2"/>');
      return;
  }
}

function drawSubProcess(p: Builder, block: Block, id: string, children = ''): void {
  p.subProcess(
    id,
    (inside) => {
      inside.startEvent(`${id}_s`);
      draw(inside, block, `${id}_0`);
      inside.endEvent(`${id}_e`);
    },
    { children },
  );
}

/** The block in a transaction that the user task `stop` cancels; once it has completed, `regret` compensates. */
async function compileModel(block: Block): Promise<ExecutableGraph> {
  const p = aProcess().startEvent();
  p.transaction('transaction', (t) => {
    t.startEvent('begin').parallelGateway('both');
    draw(t, block, 'x');
    t.endEvent('done', { children: '<bpmn:terminateEventDefinition/>' });
    t.from('both').userTask('stop').endEvent('cancel', { children: t.cancel() });
  }).endEvent('regret', { children: p.compensation() });
  p.boundaryEvent('onCancel', 'transaction', p.cancel()).endEvent('cancelled');
  return compileOrThrow([p.resource()]);
}

// random paths ///////////////////////////////////////////////////////

interface Path {
  events: EngineEvent[];
  state: InstanceState;
  states: string[];
}

/** `patience`: after how many steps the transaction is cancelled, if it has not completed. */
function follow(
  graph: ExecutableGraph,
  choices: number[],
  patience: number,
  restore: (state: InstanceState) => InstanceState,
): Path {
  const start = startInstance(graph, { processId: 'process', variables: {} }, noon);
  let { state } = start;
  const events = [...start.events];
  const states: string[] = [];
  for (let step = 0; lifecycle(state) === 'active' && step < 1000; step++) {
    const tasks = openUserTasks(state);
    const stop = tasks.find((it) => it.elementId === 'stop');
    const others = tasks.filter((it) => it !== stop);
    const choice = choices[step % choices.length] ?? 0;
    const task = stop && step >= patience ? stop : others[choice % Math.max(1, others.length)];
    const job = openJobs(state)[choice % Math.max(1, openJobs(state).length)];
    if (!task && !job) break;
    const result = applyCommand(
      graph,
      restore(state),
      task
        ? { kind: 'completeUserTask', key: task.key, variables: {}, actor: null }
        : { kind: 'completeJob', key: job?.key ?? '', variables: {} },
      noon,
    );
    if ('rejection' in result) throw new Error(result.rejection.message);
    state = result.state;
    events.push(...result.events);
    states.push(JSON.stringify(state));
  }
  return { events, state, states };
}

interface Life {
  element: string;
  key: string;
  scope: string | undefined;
  activated: number;
  completed: number;
}

function lives(events: EngineEvent[]): Life[] {
  const byKey = new Map<string, Life>();
  for (const event of events) {
    if (event.event !== 'activated' && event.event !== 'completed') continue;
    if (event.event === 'completed') {
      const life = byKey.get(event.key);
      if (life) life.completed = event.sequence;
      continue;
    }
    const { element, key, scope, sequence } = event;
    byKey.set(key, { element, key, scope, activated: sequence, completed: Number.POSITIVE_INFINITY });
  }
  return [...byKey.values()];
}

/** What is to be undone: what has completed and has a handler, but not inside what has completed and has one itself. */
function toBeUndone(graph: ExecutableGraph, all: Life[]): Life[] {
  const byKey = new Map(all.map((life) => [life.key, life]));
  const bodies = new Set(
    all.filter((life) => byKey.get(life.scope ?? '')?.element === life.element).map((life) => life.scope),
  );
  const isInner = (life: Life): boolean => bodies.has(life.scope);
  const isHandled = (life: Life): boolean =>
    graph.processes.process?.elements[undo(life.element)] !== undefined && !isInner(life);
  const isBlackBox = (life: Life | undefined): boolean =>
    life !== undefined &&
    ((isHandled(life) && life.completed < Number.POSITIVE_INFINITY) ||
      isBlackBox(byKey.get(life.scope ?? '')));
  return all
    .filter((life) => life.completed < Number.POSITIVE_INFINITY && isHandled(life))
    .filter((life) => !isBlackBox(byKey.get(life.scope ?? '')));
}

const choices = fc.array(fc.nat(20), { minLength: 1, maxLength: 20 });
const patience = fc.oneof(fc.constant(1000), fc.nat(8));
const written = (state: InstanceState): InstanceState => JSON.parse(JSON.stringify(state));

// laws ///////////////////////////////////////////////////////////////

describe('compensation of any block-structured process', () => {
  it('should start each handler once, exactly in the reverse order of completion, and come to its end', async () => {
    await fc.assert(
      fc.asyncProperty(model, choices, patience, async (block, path, steps) => {
        const graph = await compileModel(block);
        const { events, state } = follow(graph, path, steps, written);
        const all = lives(events);
        const undone = toBeUndone(graph, all).toSorted((a, b) => b.completed - a.completed);
        const handlers = all.filter(
          (life) => life.element.startsWith('undo_') && !life.element.endsWith('_on'),
        );
        expect(handlers.map((life) => life.element)).toEqual(undone.map((life) => undo(life.element)));
        for (const [i, handler] of handlers.entries()) {
          for (const [j, earlier] of handlers.slice(0, i).entries()) {
            const [first, second] = [undone[i], undone[j]];
            if (!first || !second || first.completed > second.activated) continue;
            expect(earlier.completed).toBeLessThan(handler.activated);
          }
        }
        expect(lifecycle(state)).toBe('completed');
        expect(Object.keys(state.instances)).toEqual([state.rootKey]);
        expect(state.instances[state.rootKey]).not.toHaveProperty('completed');
        expect(state.instances[state.rootKey]).not.toHaveProperty('compensations');
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('should go the same way when its state is written down and read back after each step', async () => {
    await fc.assert(
      fc.asyncProperty(model, choices, patience, async (block, path, steps) => {
        const graph = await compileModel(block);
        const kept = follow(graph, path, steps, (it) => it);
        const restored = follow(graph, path, steps, written);
        expect(restored.events).toEqual(kept.events);
        expect(restored.states).toEqual(kept.states);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
