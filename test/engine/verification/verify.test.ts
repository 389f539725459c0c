import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInMemory } from '../../../cli/run/run-in-memory.ts';
import type { Step } from '../../../cli/run/step.ts';
import { compile } from '../../../engine/deployment.ts';
import type { ExecutableGraph } from '../../../engine/index.ts';
import { type Problem, type Verdict, verify } from '../../../engine/verification/index.ts';
import { aProcess, type ProcessBuilder, timer } from '../a-process.ts';
import { compileOrThrow } from '../a-run.ts';
import { compileGraph, nodes } from '../random-graph.ts';

const bound = 5_000;

async function verdictOn(process: ProcessBuilder): Promise<Verdict & { graph: ExecutableGraph }> {
  const graph = await compileOrThrow([process.resource()]);
  return { graph, ...verify(graph, 'process', { bound }) };
}

/** Plays the way that was found, and says where it ends. */
function play(graph: ExecutableGraph, { script }: Problem) {
  const steps = script as unknown as Step[];
  return runInMemory({ graph, processId: 'process', variables: {}, steps, resources: [] });
}

describe('verification', () => {
  it('should find a parallel join behind an exclusive split, with a way there that can be played', async () => {
    const process = aProcess().startEvent().exclusiveGateway('either', 'either-b').when('=yes').userTask('a');
    process.to('both').from('either').task('b').to('both').drawHere('parallelGateway', 'both').endEvent();
    const { verdict, problems, graph } = await verdictOn(process);
    expect(verdict).toBe('not sound');
    expect(problems.map(({ kind, elementIds }) => [kind, elementIds])).toContainEqual([
      'starving-join',
      ['both'],
    ]);
    const [problem] = problems;
    expect(problem?.script?.length).toBe(1);
    const played = play(graph, problem as Problem);
    expect(played.stopped).toBeNull();
    expect(played.outcome).toMatchObject({ state: 'active', open: [], jobs: [], incidents: [] });
  });

  it('should hold the same with a join that fits for sound', async () => {
    for (const kind of ['exclusiveGateway', 'inclusiveGateway'] as const) {
      const process = aProcess()
        .startEvent()
        .exclusiveGateway('either', 'either-b')
        .when('=yes')
        .userTask('a');
      process.to('join').from('either').task('b').to('join').drawHere(kind, 'join').endEvent();
      expect(await verdictOn(process)).toMatchObject({ verdict: 'sound', problems: [] });
    }
  });

  it('should find tokens that multiply', async () => {
    const process = aProcess()
      .startEvent()
      .exclusiveGateway('again')
      .userTask('work')
      .parallelGateway('fork');
    process.to('again').from('fork').userTask('more').endEvent();
    const { verdict, problems } = await verdictOn(process);
    expect(verdict).toBe('not sound');
    expect(problems.map(({ kind }) => kind)).toContain('unbounded');
  });

  it('should find an error that nobody catches', async () => {
    const process = aProcess();
    process
      .startEvent()
      .userTask('work')
      .endEvent('broken', { children: process.error('E1') });
    const { problems, graph } = await verdictOn(process);
    expect(problems).toMatchObject([{ kind: 'incident', elementIds: ['broken'] }]);
    expect(play(graph, problems[0] as Problem).outcome.incidents).toMatchObject([
      { code: 'UNHANDLED_ERROR' },
    ]);
  });

  it('should find a process that goes on and on', async () => {
    const process = aProcess().startEvent().exclusiveGateway('either', 'either-end').when('=yes');
    process.exclusiveGateway('again').userTask('work').to('again').from('either').endEvent();
    const resource = process.resource();
    const { graph } = await compile([resource], { hash: 'test' });
    if (graph) expect(verify(graph, 'process', { bound }).problems).toMatchObject([{ kind: 'livelock' }]);
  });

  it('should try errors, timers, messages and signals that may come at any time', async () => {
    const process = aProcess();
    process.startEvent().serviceTask('work').endEvent();
    process.boundaryEvent('failed', 'work', process.error('E1')).parallelGateway('never');
    process.to('late-end').drawHere('endEvent', 'late-end');
    process.boundaryEvent('late', 'work', timer('timeDuration', 'P1D')).to('never');
    const { problems, graph } = await verdictOn(process);
    const starving = problems.filter(({ kind }) => kind === 'starving-join');
    expect(starving).toMatchObject([{ elementIds: ['never'] }]);
    expect(play(graph, starving[0] as Problem).outcome.state).toBe('active');
  });

  it('should select the activities of an ad-hoc sub-process in any order', async () => {
    const process = aProcess().startEvent();
    process.adHocSubProcess('free', (inside) =>
      inside.userTask('a').drawHere('userTask', 'b', { extensions: '<zeebe:userTask/>' }),
    );
    process.endEvent();
    expect(await verdictOn(process)).toMatchObject({ problems: [], verdict: 'sound' });
  });

  it('should say that it could not decide within the bound', async () => {
    const process = aProcess().startEvent().parallelGateway('fork');
    for (let i = 0; i < 8; i++) {
      process.from('fork').userTask(`a${i}`).endEvent(`end${i}`);
      process.boundaryEvent(`late${i}`, `a${i}`, timer('timeDuration', 'P1D')).endEvent(`over${i}`);
    }
    const graph = await compileOrThrow([process.resource()]);
    expect(verify(graph, 'process', { bound: 100 })).toMatchObject({ verdict: 'not decided', bound: 100 });
  });

  it('should look at no more states than needed: independent tasks are tried in one order', async () => {
    const process = aProcess().startEvent().parallelGateway('fork');
    for (let i = 0; i < 10; i++) process.from('fork').userTask(`a${i}`).to('join');
    process.drawHere('parallelGateway', 'join').endEvent();
    const { verdict, states } = await verdictOn(process);
    expect(verdict).toBe('sound');
    expect(states).toBeLessThan(20);
  });

  it('should hold the standard processes for sound', { timeout: 60_000 }, async () => {
    const folders = readdirSync('process-definitions', { withFileTypes: true }).filter((it) =>
      it.isDirectory(),
    );
    for (const { name } of folders) {
      const folder = `process-definitions/${name}`;
      const files = (readdirSync(folder, { recursive: true }) as string[]).filter((it) =>
        /\.(bpmn|dmn|form)$/.test(it),
      );
      const resources = files.map((it) => ({ name: it, content: readFileSync(`${folder}/${it}`, 'utf8') }));
      if (resources.length === 0) continue;
      const { graph } = await compile(resources, { hash: name });
      for (const id of Object.keys(graph?.processes ?? {})) {
        expect(graph && verify(graph, id, { bound: 20_000 }), `${name} ${id}`).toMatchObject({
          verdict: 'sound',
        });
      }
    }
  });

  it('should find what it reports: every way there can be played to where nothing goes on', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(nodes, async (drawn) => {
        const graph = await compileGraph(drawn);
        const { problems } = verify(graph, 'process', { bound: 40 });
        for (const problem of problems.filter(
          (it) => it.kind === 'starving-join' || it.kind === 'deadlock',
        )) {
          const { outcome, stopped } = play(graph, problem);
          expect(stopped).toBeNull();
          expect(outcome).toMatchObject({ state: 'active', open: [], jobs: [] });
        }
      }),
      { numRuns: 6 },
    );
  });
});
