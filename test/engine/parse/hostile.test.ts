import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'congvan-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Cost {
  refused: boolean;
  /** Of processor time, so that other work on the machine does not count. */
  milliseconds: number;
  /** The most that the process ever held, the runtime itself with it. */
  megabytes: number;
}

function costOf(name: string, content: string): Cost {
  const path = join(folder, name);
  writeFileSync(path, content);
  const script = join(import.meta.dirname, 'reading-cost.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [script, path, name], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

const bpmn = (inside: string, before = '') =>
  `${before}<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p" isExecutable="true">${inside}</process></definitions>`;
const entities = (count: number) =>
  Array.from({ length: count }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');

describe('a hostile file, read in a process of its own', () => {
  it.each([
    ['bomb.bpmn', bpmn('<task id="t" name="&e9;"/>', `<!DOCTYPE d [<!ENTITY e0 "ha">${entities(9)}]>`)],
    ['outside.bpmn', bpmn('', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['deep.bpmn', bpmn('<subProcess>'.repeat(100_000))],
    ['cut.bpmn', bpmn('<task id="a"/>'.repeat(60_000)).slice(0, -30)],
    ['many.bpmn', bpmn('<task/>'.repeat(1_000_000))],
    ['attributes.bpmn', bpmn(`<task ${'a="1" '.repeat(1_000_000)}/>`)],
    ['large.bpmn', bpmn(`<documentation>${'x'.repeat(50_000_000)}</documentation>`)],
    ['deep.dmn', '<a>'.repeat(100_000)],
    ['deep.form', `{"id":"f","components":${'['.repeat(100_000)}`],
    ['large.form', `{"id":"f","components":["${'x'.repeat(20_000_000)}"]}`],
  ])(
    'should be refused within a second of work and 200 MB: %s',
    (name, content) => {
      const { refused, milliseconds, megabytes } = costOf(name, content);
      expect(refused).toBe(true);
      expect(milliseconds).toBeLessThan(1000);
      expect(megabytes).toBeLessThan(200);
    },
    60_000,
  );
});
