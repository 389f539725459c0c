/** Cases of our own, and where those of other projects are. */
import { fileURLToPath } from 'node:url';
import { aProcess, forEach, timer } from '../engine/a-process.ts';
import { compileOrThrow } from '../engine/a-run.ts';
import type { PortableCase } from './portable-run.ts';

/** Not part of the project: tests that use it are skipped where it is not there. */
export const conformanceFolder =
  process.env.CONFORMANCE_DIR ?? fileURLToPath(new URL('../../../shared/conformance', import.meta.url));

/** Every part of the engine that could depend on where it runs: order, numbers, text, time and its zones. */
export async function ownCases(): Promise<PortableCase[]> {
  const computing = aProcess()
    .startEvent()
    .scriptTask('numbers', '=[0.1 + 0.2, 1 / 3, 2 ** 0.5, -7 / 2, 10 ** 21]', 'numbers')
    .scriptTask('texts', '=[upper case("tiếng việt"), split("a;b", ";"), replace("Đơn", "ơ", "o")]', 'texts')
    .scriptTask('times', '=[string(now()), @"2026-03-29T02:30:00@Europe/Paris" + duration("P1D")]', 'times')
    .endEvent();
  const branching = aProcess()
    .startEvent()
    .inclusiveGateway('fork')
    .when('=a > 1')
    .userTask('one')
    .inclusiveGateway('join')
    .endEvent()
    .from('fork')
    .when('=a < 5')
    .serviceTask('two')
    .to('join')
    .boundaryEvent('late', 'one', timer('timeCycle', 'R2/PT10M'), { attributes: { cancelActivity: false } })
    .task('remind')
    .endEvent('reminded');
  const looping = aProcess()
    .startEvent()
    .userTask('each', { children: forEach({ items: '=items', as: 'item' }) })
    .catchEvent('tomorrow', timer('timeDate', '2026-01-06T09:00:00+07:00'))
    .endEvent();
  return [
    await aCase(computing, {}, []),
    await aCase(branching, { a: 3 }, [
      { advance: 'PT25M' },
      { job: 'two', complete: { done: true }, nth: 0 },
      { complete: 'one', vars: {}, nth: 0 },
    ]),
    await aCase(looping, { items: ['x', 'y'] }, [
      { complete: 'each', vars: { ok: true }, nth: 1 },
      { complete: 'each', vars: {}, nth: 0 },
      { advance: 'P2D' },
    ]),
  ];
}

async function aCase(
  process: ReturnType<typeof aProcess>,
  variables: PortableCase['variables'],
  steps: PortableCase['steps'],
): Promise<PortableCase> {
  const graph = await compileOrThrow([process.resource()]);
  return { graph, processId: 'process', variables, steps };
}
