/** Random block-structured models: whatever forks meets again, and each ends. */
import fc from 'fast-check';
import type { ExecutableGraph } from '../../engine/index.ts';
import { aProcess, type Builder, forEach, loop, timer } from './a-process.ts';
import { compileOrThrow } from './a-run.ts';

export type Block =
  | { kind: 'task' | 'userTask' | 'serviceTask' | 'timer' | 'script' }
  | { kind: 'sequence' | 'exclusive' | 'parallel' | 'inclusive'; blocks: Block[] }
  | { kind: 'subProcess'; block: Block; caught: 'none' | 'interrupting' | 'beside' }
  | { kind: 'forEach'; sequential: boolean }
  | { kind: 'loop'; block: Block }
  | { kind: 'again' };

export const { model } = fc.letrec<{ model: Block; leaf: Block }>((tie) => {
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

export async function compileModel(block: Block): Promise<ExecutableGraph> {
  const p = aProcess().startEvent();
  draw(p, block, 'x');
  return compileOrThrow([p.endEvent().resource()]);
}
