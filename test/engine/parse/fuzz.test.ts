/** Whatever is done to a file, reading it comes to findings or to a graph: it never throws, and never takes long. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../engine/deployment.ts';
import type { Finding, Resource } from '../../../engine/index.ts';
import { type Tag, tagsOf } from '../../../engine/parse/xml-tags.ts';

const root = join(import.meta.dirname, '../../..');
const files: Resource[] = globSync('process-definitions/**/*.{bpmn,dmn,form}', { cwd: root })
  .sort()
  .map((name) => ({ name, content: readFileSync(join(root, name), 'utf8') }));

/** What an attacker, a bad connection or a careless editor puts in. */
const insertions = [
  ...[
    '<',
    '>',
    '"',
    '&',
    '&#0;',
    '&x;',
    '<!DOCTYPE a>',
    '<![CDATA[',
    '-->',
    ']]>',
    '\u0000',
    '\ud800',
    '\ufeff',
  ],
  ...[
    '<bpmn:task/>',
    '</bpmn:process>',
    '<bpmn:subProcess>',
    'id="__proto__"',
    'constructor',
    '=',
    '=((((',
    '-1',
  ],
  ...[
    'isExecutable="0"',
    'xsi:type="bpmn:tFoo"',
    ' xmlns:bpmn="urn:x"',
    '[[[[',
    '{"a":',
    'null',
    '1e999',
    '\n',
  ],
];

type Mutation =
  | { kind: 'insert'; at: number; text: string }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'double'; at: number; length: number }
  | { kind: 'swap'; at: number; other: number };

/** Somewhere in a file, evenly: doubles would be drawn by their bits, which are nearly all next to 0. */
const places = 2 ** 30;
const place = fc.noBias(fc.integer({ min: 0, max: places - 1 })).map((n) => n / places);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant('insert'),
    at: place,
    text: fc.constantFrom(...insertions),
  }) as fc.Arbitrary<Mutation>,
  fc.record({ kind: fc.constant('cut'), at: place, length: fc.nat(200) }) as fc.Arbitrary<Mutation>,
  fc.record({ kind: fc.constant('double'), at: place, length: fc.nat(400) }) as fc.Arbitrary<Mutation>,
  // whole attribute values change places: the file stays well-formed, and what it says becomes absurd
  fc.record({ kind: fc.constant('swap'), at: place, other: place }) as fc.Arbitrary<Mutation>,
);

function mutate(text: string, it: Mutation): string {
  const at = Math.floor(it.at * text.length);
  if (it.kind === 'insert') return text.slice(0, at) + it.text + text.slice(at);
  if (it.kind === 'cut') return text.slice(0, at) + text.slice(at + it.length);
  if (it.kind === 'double') return text.slice(0, at + it.length) + text.slice(at);
  const values = [...text.matchAll(/="([^"]*)"/g)];
  const one = values[Math.floor(it.at * values.length)];
  const other = values[Math.floor(it.other * values.length)];
  return one && other ? text.slice(0, one.index) + other[0] + text.slice(one.index + one[0].length) : text;
}

// what stays well-formed //////////////////////////////////////////////

/** From where an element begins to behind where it ends. */
interface Extent {
  from: number;
  to: number;
}

function elementsOf(xml: string): Extent[] {
  const open: Tag[] = [];
  const extents: Extent[] = [];
  for (const tag of tagsOf(xml)) {
    if (tag.kind === 'start') open.push(tag);
    else extents.push({ from: tag.kind === 'end' ? (open.pop()?.from ?? 0) : tag.from, to: tag.to });
  }
  // without the root, which would leave nothing
  return extents.slice(0, -1);
}

const nasty = [
  ...[
    '',
    ' ',
    '=',
    '=((((',
    '=x',
    '="',
    'R/PT0S',
    'R9999999999/PT1S',
    'P999999999Y',
    '-1',
    '1e999',
    '0',
    'true',
    '0 0 31 2 *',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'process',
    'definitions',
    'start',
    'end',
    '9',
    'a b',
    'tns:start',
    '«ộ»',
  ],
  ...[
    '=for i in 1..1000000000 return i',
    '=function(a) a',
    `=${'('.repeat(3000)}1${')'.repeat(3000)}`,
    '=a.b.c[d > 1]',
  ],
].map((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'));

const tagNames = [
  ...[
    'task',
    'subProcess',
    'transaction',
    'adHocSubProcess',
    'callActivity',
    'receiveTask',
    'boundaryEvent',
    'startEvent',
  ],
  ...[
    'endEvent',
    'intermediateThrowEvent',
    'eventBasedGateway',
    'complexGateway',
    'inclusiveGateway',
    'sequenceFlow',
    'lane',
  ],
  ...[
    'multiInstanceLoopCharacteristics',
    'compensateEventDefinition',
    'timerEventDefinition',
    'choreographyTask',
    'nothing',
  ],
];

/** Most elements of a file are its drawing, which nothing depends on. */
function withoutPicture({ name, content }: Resource): Resource {
  return { name, content: content.replace(/<(bpmndi:BPMNDiagram|dmndi:DMNDI)[\s\S]*<\/\1>/, '') };
}

type Surgery =
  | { kind: 'remove' | 'double'; at: number }
  | { kind: 'move'; at: number; to: number }
  | { kind: 'rename'; at: number; name: string }
  | { kind: 'value'; at: number; value: string }
  | { kind: 'swap'; at: number; other: number };

const surgery: fc.Arbitrary<Surgery> = fc.oneof(
  fc.record({ kind: fc.constantFrom('remove', 'double'), at: place }) as fc.Arbitrary<Surgery>,
  fc.record({ kind: fc.constant('move'), at: place, to: place }) as fc.Arbitrary<Surgery>,
  fc.record({
    kind: fc.constant('rename'),
    at: place,
    name: fc.constantFrom(...tagNames),
  }) as fc.Arbitrary<Surgery>,
  fc.record({
    kind: fc.constant('value'),
    at: place,
    value: fc.constantFrom(...nasty),
  }) as fc.Arbitrary<Surgery>,
  fc.record({ kind: fc.constant('swap'), at: place, other: place }) as fc.Arbitrary<Surgery>,
);

function operate(xml: string, it: Surgery): string {
  const elements = elementsOf(xml);
  const element = elements[Math.floor(it.at * elements.length)];
  if (!element) return xml;
  const { from, to } = element;
  const own = xml.slice(from, to);
  switch (it.kind) {
    case 'remove':
      return xml.slice(0, from) + xml.slice(to);
    case 'double':
      return xml.slice(0, to) + own + xml.slice(to);
    case 'move': {
      const target = elements[Math.floor(it.to * elements.length)];
      const at = target?.to ?? to;
      // into itself it cannot go
      if (at > from && at < to) return xml;
      return at >= to
        ? xml.slice(0, from) + xml.slice(to, at) + own + xml.slice(at)
        : xml.slice(0, at) + own + xml.slice(at, from) + xml.slice(to);
    }
    case 'rename': {
      const [, prefix = '', name = ''] = /^<([\w-]+:)?([\w-]+)/.exec(own) ?? [];
      const renamed = own
        .replace(`<${prefix}${name}`, `<${prefix}${it.name}`)
        .replace(new RegExp(`</${prefix}${name}(\\s*)>$`), `</${prefix}${it.name}$1>`);
      return xml.slice(0, from) + renamed + xml.slice(to);
    }
    case 'value': {
      const values = [...xml.matchAll(/="([^"]*)"/g)].filter(({ index }) => index > (elements[0]?.from ?? 0));
      const value = values[Math.floor(it.at * values.length)];
      return value
        ? `${xml.slice(0, value.index)}="${it.value}"${xml.slice(value.index + value[0].length)}`
        : xml;
    }
    case 'swap':
      return mutate(xml, it);
  }
}

// the property ////////////////////////////////////////////////////////

const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

const runs = (preset: number): { numRuns: number } => ({ numRuns: Number(process.env.FUZZ_RUNS ?? preset) });

async function shouldBeAnswered(name: string, content: string): Promise<Finding[]> {
  const before = process.cpuUsage();
  const { graph, findings } = await compile([{ name, content }], { hash: 'h' });
  expect(graph !== null || findings.some(({ severity }) => severity === 'error')).toBe(true);
  for (const { message } of findings) {
    expect(message.vi).not.toBe('');
    expect(message.en).not.toBe('');
  }
  // what is accepted is plain data, as it is stored
  if (graph) expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  expect(seconds(process.cpuUsage(before))).toBeLessThan(5);
  return findings;
}

describe('a file that something was done to', () => {
  it('should come to findings or to a graph: its text', async () => {
    const spoiled = fc.array(mutation, { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(
      fc.constantFrom(...files),
      spoiled,
      async ({ name, content }, mutations) => {
        await shouldBeAnswered(name, mutations.reduce(mutate, content));
      },
    );
    await fc.assert(property, runs(60));
  }, 600_000);

  it('should come to findings or to a graph: what it says, where it can still be read', async () => {
    const models = files.filter(({ name }) => !name.endsWith('.form')).map(withoutPicture);
    let read = 0;
    let all = 0;
    const operated = fc.array(surgery, { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(
      fc.constantFrom(...models),
      operated,
      async ({ name, content }, operations) => {
        const findings = await shouldBeAnswered(name, operations.reduce(operate, content));
        all++;
        if (!findings.some(({ rule }) => rule === 'unreadable-file' || rule === 'dmn-unreadable')) read++;
      },
    );
    await fc.assert(property, runs(120));
    // or this would try the first check only
    expect(read / all).toBeGreaterThan(0.6);
  }, 600_000);
});
