import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { aProcess, type ProcessBuilder, timer } from '../../engine/a-process.ts';

const command = join(import.meta.dirname, '../../../cli/congvan.js');
const folder = mkdtempSync(join(tmpdir(), 'congvan-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const model = (process: ProcessBuilder, name = 'model.bpmn'): string =>
  write(name, process.resource().content);

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'run', ...args], {
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

function runScript(process: ProcessBuilder, steps: unknown[], ...more: string[]) {
  return run(model(process), '--script', write('script.json', JSON.stringify(steps)), ...more);
}

const review = () => aProcess('review').startEvent().userTask('read').serviceTask('file').endEvent();

describe('congvan run', () => {
  it('should run until it waits and print the trace, the outcome last', () => {
    const { status, lines } = run(model(review()), '--vars', '{"n": 1}');
    expect(status).toBe(0);
    expect(lines[0]).toEqual({
      n: 1,
      at: '2026-01-05T01:00:00.000Z',
      event: 'variable',
      name: 'n',
      value: 1,
      scope: '1',
    });
    expect(lines[1]).toEqual({
      n: 2,
      at: '2026-01-05T01:00:00.000Z',
      event: 'activated',
      element: 'review',
      type: 'process',
      key: '1',
    });
    expect(lines[2]).toMatchObject({
      element: 'start',
      type: 'startEvent',
      eventDefinition: 'none',
      scope: '1',
    });
    expect(lines.slice(0, -1).map((line) => line.n)).toEqual(lines.slice(0, -1).map((_, index) => index + 1));
    expect(lines.at(-1)).toEqual({
      state: 'active',
      variables: { n: 1 },
      open: ['read'],
      jobs: [],
      incidents: [],
    });
  });

  it('should take the steps of a script', () => {
    const { status, lines } = runScript(review(), [
      { complete: 'read', vars: { ok: true } },
      { job: 'file', fail: { retries: 1 } },
      { job: 'file', complete: { code: 'A1' } },
    ]);
    expect(status).toBe(0);
    expect(lines.at(-1)).toEqual({
      state: 'completed',
      variables: { ok: true, code: 'A1' },
      open: [],
      jobs: [],
      incidents: [],
    });
  });

  it('should report an incident', () => {
    const { lines } = runScript(review(), [
      { complete: 'read' },
      { job: 'file', fail: { retries: 0, message: 'full' } },
    ]);
    expect(lines.at(-2)).toMatchObject({
      event: 'incident',
      element: 'file',
      code: 'JOB_NO_RETRIES',
      message: 'full',
    });
    expect(lines.at(-1)).toMatchObject({
      jobs: [],
      incidents: [{ element: 'file', code: 'JOB_NO_RETRIES', message: 'full' }],
    });
  });

  it('should stop with 3 at a step that is not there, after the trace so far', () => {
    for (const steps of [
      [{ complete: 'file' }],
      [{ job: 'other', complete: {} }],
      [{ cancel: true }, { advance: 'PT1S' }],
    ]) {
      const { status, lines, stderr } = runScript(review(), steps);
      expect(status).toBe(3);
      expect(lines.at(-1)).toHaveProperty('state');
      expect(stderr).toContain('could not be taken');
    }
  });

  it('should move time only by advancing, and fire timers at their own moments', () => {
    const process = aProcess().startEvent().catchEvent('wait', timer('timeDuration', 'PT90M')).endEvent();
    const { lines } = runScript(process, [{ advance: 'PT1H' }, { advance: 'PT1H' }]);
    expect(lines.at(-1)).toMatchObject({ state: 'completed' });
    expect(lines.at(-2)?.at).toBe('2026-01-05T02:30:00.000Z');
  });

  it('should deliver a message at once, or within its time to live, or to nobody', () => {
    const p = aProcess();
    const process = p.startEvent().userTask('first').catchEvent('wait', p.message('reply')).endEvent();
    const message = (more: object) => ({
      message: { name: 'reply', key: 'k', vars: { text: 'x' }, ...more },
    });
    const early = runScript(process, [message({}), { complete: 'first', vars: { key: 'k' } }]);
    expect(early.lines.at(-1)).toMatchObject({ state: 'active' });
    const kept = [message({ ttl: 'PT1H' }), { advance: 'PT30M' }, { complete: 'first', vars: { key: 'k' } }];
    expect(runScript(process, kept).lines.at(-1)).toMatchObject({
      state: 'completed',
      variables: { key: 'k', text: 'x' },
    });
    const expired = [
      message({ ttl: 'PT1H' }),
      { advance: 'PT2H' },
      { complete: 'first', vars: { key: 'k' } },
    ];
    expect(runScript(process, expired).lines.at(-1)).toMatchObject({ state: 'active' });
  });

  it('should follow the first instance that a step starts where nothing starts by itself', () => {
    const p = aProcess();
    const process = p.messageStart('received', 'submitted').userTask('read').endEvent();
    expect(run(model(process)).lines).toEqual([
      { state: 'active', variables: {}, open: [], jobs: [], incidents: [] },
    ]);
    const { lines } = runScript(process, [
      { message: { name: 'submitted', vars: { id: 1 } } },
      { message: { name: 'submitted', vars: { id: 2 } } },
    ]);
    expect(lines.at(-1)).toMatchObject({ open: ['read'], variables: { id: 1 } });
  });

  it('should deploy what lies in the folder of resources besides', () => {
    const called = aProcess('called').startEvent('s').userTask('inner').endEvent('e');
    write('parts/called.bpmn', called.resource().content);
    const caller = aProcess('caller').startEvent().callActivity('call', 'called').endEvent();
    const { lines } = run(model(caller), '--resources', join(folder, 'parts'));
    expect(lines.at(-1)).toMatchObject({ open: ['inner'] });
  });

  it('should deploy the model once when it lies among the resources itself', () => {
    const path = model(review(), 'together/process.bpmn');
    const { status, lines } = run(path, '--resources', join(folder, 'together'));
    expect(status).toBe(0);
    expect(lines.at(-1)).toMatchObject({ open: ['read'] });
  });

  it('should explain itself when asked', () => {
    const { status, stdout } = spawnSync(process.execPath, [command, 'run', '--help'], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('Exit codes');
  });

  it('should refuse with 2 what is unreadable or invalid, each finding on its own line', () => {
    const parallel = { attributes: { eventGatewayType: 'Parallel' } };
    const path = model(
      aProcess().startEvent().node('eventBasedGateway', 'odd', parallel).endEvent(),
      'odd.bpmn',
    );
    const refused = run(path);
    expect(refused.status).toBe(2);
    expect(refused.lines).toEqual([]);
    expect(refused.stderr).toContain(`${path}:odd: event-based-gateway: `);
    expect(run(join(folder, 'missing.bpmn')).status).toBe(2);
    expect(run(model(review()), '--vars', '[1]').status).toBe(2);
    expect(run(model(review()), '--process', 'unknown').status).toBe(2);
    expect(runScript(review(), [{ jump: 'x' }]).status).toBe(2);
    expect(run().status).toBe(2);
  });

  it('should play a way without data in memory alone', () => {
    const process = aProcess().startEvent().catchEvent('later', timer('timeDuration', 'P1D')).endEvent();
    const inMemory = runScript(process, [{ fire: 'later' }]);
    const onTemporal = runScript(process, [{ fire: 'later' }], '--on', 'temporal');
    expect(inMemory.lines.at(-1)).toMatchObject({ state: 'completed' });
    expect(onTemporal).toMatchObject({ status: 2, lines: [] });
    expect(onTemporal.stderr).toContain('choose, fire and activate can be played in memory');
  });

  it('should run a folder of cases and leave trace and exit code beside each', () => {
    model(review(), 'batch/one/model.bpmn');
    write('batch/one/vars.json', '{"n": 1}');
    write('batch/one/script.json', '[{"complete": "read"}]');
    model(review(), 'batch/two/model.bpmn');
    write('batch/two/script.json', '[{"complete": "nothing"}]');
    write('batch/three/model.bpmn', 'no model');
    const { status, stderr } = run('--batch', join(folder, 'batch'));
    expect(status).toBe(0);
    expect(stderr).toContain('3/3');
    const read = (name: string): string => readFileSync(join(folder, 'batch', name), 'utf8').trim();
    expect(['one', 'two', 'three'].map((name) => read(`${name}/exit.txt`))).toEqual(['0', '3', '2']);
    expect(JSON.parse(read('one/trace.jsonl').split('\n').at(-1) ?? '')).toMatchObject({ jobs: ['file'] });
    expect(read('three/trace.jsonl')).toBe('');
  });
});
