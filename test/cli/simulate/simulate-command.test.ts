import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Difference, Report } from '../../../engine/simulation/index.ts';
import { aProcess } from '../../engine/a-process.ts';

const root = join(import.meta.dirname, '../../..');
const command = join(root, 'cli/congvan.js');
const standard = join(root, 'process-definitions/incoming-document');
const folder = mkdtempSync(join(tmpdir(), 'congvan-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const run = (...args: string[]) =>
  spawnSync(process.execPath, [command, 'simulate', ...args], { encoding: 'utf8' });

function reportOf(...args: string[]): Report {
  const { stdout, stderr } = run(...args, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

const desk = write(
  'desk.bpmn',
  aProcess('desk')
    .startEvent()
    .userTask('serve', { extensions: '<zeebe:assignmentDefinition candidateGroups="clerk"/>' })
    .endEvent()
    .resource().content,
);
const always = ['--calendar', '24/7'];

describe('congvan simulate', () => {
  it('should tell how to call it', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--arrivals');
  });

  it('should simulate the standard process with its scenario, in words', () => {
    const { status, stdout, stderr } = run(
      standard,
      '--scenario',
      join(standard, 'simulation.json'),
      '--instances',
      '800',
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Văn bản đến · arrived +800/);
    expect(stdout).toMatch(/records-officer +2 +\d+\.\d %/);
    expect(stdout).not.toContain('Sự cố');
  });

  it('should find what a model calls beside it', () => {
    const report = reportOf(
      join(standard, 'process.bpmn'),
      '--arrivals',
      'poisson:5/h',
      '--resources',
      'clerk=40,leader=9',
      '--instances',
      '200',
    );
    expect(report.incidents).toEqual([]);
    expect(report.elements.find(({ id }) => id === 'Task_Issue')?.perDocument).toBeGreaterThan(0);
    expect(report.roles.map(({ role }) => role)).toEqual(['clerk', 'leader']);
  });

  it('should print the same bytes for the same seed', () => {
    const args = [desk, '--instances', '500', '--resources', 'clerk=3', '--json'];
    expect(run(...args, '--seed', '5').stdout).toBe(run(...args, '--seed', '5').stdout);
    expect(run(...args, '--seed', '5').stdout).not.toBe(run(...args, '--seed', '6').stdout);
  });

  it('should take durations from a scenario, people and arrivals from the command line', () => {
    const scenario = write('scenario.json', { elements: { serve: { duration: 'PT6M' } } });
    const report = reportOf(
      desk,
      '--scenario',
      scenario,
      '--arrivals',
      'every:PT10M',
      '--resources',
      'clerk=1',
      ...always,
    );
    expect(report.cycle.mean).toEqual({ value: 360, halfWidth: 0 });
    expect(report.roles).toMatchObject([{ role: 'clerk', staff: 1 }]);
    expect(report.roles[0]?.utilisation.value).toBeCloseTo(0.6, 2);
  });

  it('should say so when nobody needs a role', () => {
    const report = reportOf(desk, '--resources', 'clrek=3', '--instances', '200');
    expect(report.warnings.map(({ en }) => en)).toContain(
      "No work came to 'clrek': check the name of the role.",
    );
  });

  it('should count what is late by working days or by a duration', () => {
    const scenario = write('scenario.json', { elements: { serve: { duration: 'uniform:PT0H,PT10H' } } });
    const late = (...args: string[]) =>
      reportOf(desk, '--scenario', scenario, ...always, ...args).late?.value;
    expect(late()).toBeUndefined();
    expect(late('--deadline', 'PT5H')).toBeCloseTo(0.5, 1);
    // a working day of 24 hours
    expect(late('--deadline', '0.25')).toBeCloseTo(0.4, 1);
  });

  it('should follow a trace of arrivals', () => {
    const trace = write('trace.txt', '2026-01-06T01:00:00Z\n{"startedAt": "2026-01-07T01:00:00Z"}\n');
    const report = reportOf(desk, '--arrivals', `trace:${trace}`);
    expect(report.documents).toMatchObject({ arrived: 2, completed: 2 });
  });

  it('should learn durations, decisions and arrivals from history', () => {
    const model = aProcess('learnt')
      .startEvent()
      .userTask('work')
      .exclusiveGateway('ok', 'ok-no')
      .when('=x')
      .endEvent('yes');
    model.from('ok').endEvent('no');
    const day = (minutes: number): string =>
      new Date(Date.parse('2026-01-05T01:00:00Z') + minutes * 60_000).toISOString();
    const lines: object[] = [10, 20, 30, 40].flatMap((minutes, i) => [
      { element: 'learnt', startedAt: day(i * 30) },
      // claimed an hour after it was there
      { element: 'work', startedAt: day(i), claimedAt: day(i + 60), completedAt: day(i + 60 + minutes) },
    ]);
    const text = [...lines, { flow: 'ok-yes', count: 3 }, { flow: 'ok-no' }]
      .map((line) => JSON.stringify(line))
      .join('\n');
    const report = reportOf(
      write('learnt.bpmn', model.resource().content),
      '--history',
      write('history.jsonl', text),
      ...always,
    );
    const work = report.elements.find(({ id }) => id === 'work');
    expect((work?.service.value ?? 0) / 60).toBeCloseTo(25, 0);
    expect(report.flows['ok-yes']).toBeCloseTo(0.75, 1);
    expect(report.throughputPerDay.value).toBeCloseTo(48, 0);
  });

  it('should compare two versions and say which differences are significant', () => {
    const twice = write(
      'twice.bpmn',
      aProcess('twice')
        .startEvent()
        .userTask('serve', { extensions: '<zeebe:assignmentDefinition candidateGroups="clerk"/>' })
        .userTask('check')
        .endEvent()
        .resource().content,
    );
    const { status, stdout } = run(
      desk,
      '--compare',
      twice,
      '--resources',
      'clerk=5',
      '--instances',
      '2000',
      '--json',
    );
    expect(status).toBe(0);
    const { differences } = JSON.parse(stdout) as { differences: Difference[] };
    const find = (measure: string) => differences.find((it) => it.measure === measure);
    expect(find('cycle.mean')?.isSignificant).toBe(true);
    expect(find('role:clerk:utilisation')).toMatchObject({ difference: { value: 0 }, isSignificant: false });
    expect(run(desk, '--compare', desk, '--instances', '500').stdout).toContain('Không có khác biệt rõ rệt');
  });

  it.each([
    ['no model', []],
    ['an unknown option', [desk, '--speed', '9']],
    ['a model that is not there', [join(folder, 'nothing.bpmn')]],
    ['a model that is broken', [write('broken.bpmn', '<bpmn:definitions')]],
    ['arrivals that are none', [desk, '--arrivals', 'poisson:often']],
    ['people that are none', [desk, '--resources', 'clerk=0']],
    ['hours that are none', [desk, '--calendar', 'T2-T9 08:00-17:00']],
    [
      'an element that is not in the model',
      [desk, '--scenario', write('unknown.json', { elements: { nobody: { duration: 'PT1M' } } })],
    ],
    ['a scenario with a misspelt word', [desk, '--scenario', write('misspelt.json', { elemnts: {} })]],
    [
      'a calendar that is not there',
      [desk, '--scenario', write('uncalendared.json', { roles: { clerk: { staff: 1, calendar: 'night' } } })],
    ],
    ['history that is none', [desk, '--history', write('bad.jsonl', '{"element": 1}')]],
    ['a seed that is none', [desk, '--seed', 'x']],
  ])('should refuse %s with exit code 2 and a reason', (_, args) => {
    const { status, stdout, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim()).not.toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('should print what it has when it is interrupted', async () => {
    const child = spawn(process.execPath, [
      command,
      'simulate',
      desk,
      '--instances',
      '100000000',
      '--resources',
      'clerk=9',
      '--json',
    ]);
    let output = '';
    child.stdout.on('data', (data) => {
      output += String(data);
    });
    const status = await new Promise<number | null>((resolve) => {
      // its reading of the files is long over when the first progress is told
      child.stderr.once('data', () => child.kill('SIGINT'));
      child.once('exit', (code) => resolve(code));
    });
    expect(status).toBe(1);
    expect((JSON.parse(output) as Report).documents.completed).toBeGreaterThan(1000);
  });
});
