import { describe, expect, it } from 'vitest';
import { compile } from '../../../engine/deployment.ts';
import type { Finding } from '../../../engine/index.ts';

const namespaces =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:other="urn:other" xmlns:tns="test"';

const file = (process: string, roots = '') =>
  `<definitions ${namespaces} id="definitions" targetNamespace="test">${roots}<process id="p" isExecutable="true"><startEvent id="start"/>${process}</process></definitions>`;

const compileText = (content: string, name = 'a.bpmn') => compile([{ name, content }], { hash: 'h' });

/** `severity rule element` of what is not lint's. */
async function problemsOf(content: string): Promise<string[]> {
  const { findings } = await compileText(content);
  const rules = [
    'duplicate-id',
    'dangling-reference',
    'unknown-content',
    'unknown-attribute',
    'attribute-value',
    'unreadable-file',
  ];
  return findings
    .filter(({ rule }) => rules.includes(rule))
    .map(({ severity, rule, elementId }) => `${severity} ${rule} ${elementId}`);
}

describe('what the reader of a BPMN file leaves out', () => {
  const cases: [string, string, string[]][] = [
    ['an id that occurs twice', file('<task id="a"/><endEvent id="a"/>'), ['error duplicate-id a']],
    ['an id that is no name', file('<task id="a b"/>'), ['error unknown-content a b']],
    [
      'a flow to nowhere',
      file('<sequenceFlow id="f" sourceRef="start" targetRef="b"/>'),
      ['error dangling-reference f'],
    ],
    [
      'a lane with an element that is not there',
      file('<laneSet id="l"><lane id="lane"><flowNodeRef>b</flowNodeRef></lane></laneSet>'),
      ['warning dangling-reference lane'],
    ],
    ['an element that BPMN does not have', file('<fooTask id="a"/>'), ['error unknown-content a']],
    [
      'an element in a place where it cannot be',
      file('<task id="a"><startEvent/></task>'),
      ['error unknown-content a'],
    ],
    ['text where none belongs', file('hello'), ['error unknown-content p']],
    [
      'an extension element that the dialect does not have',
      file('<task id="a"><extensionElements><zeebe:foo/></extensionElements></task>'),
      ['error unknown-content a'],
    ],
    [
      'an extension element outside of its place',
      file('<task id="a"><zeebe:taskDefinition type="x"/></task>'),
      ['error unknown-content a'],
    ],
    ['an attribute that BPMN does not have', file('<task id="a" nmae="x"/>'), ['error unknown-attribute a']],
    [
      'an attribute that the dialect does not have',
      file('<task id="a"><extensionElements><zeebe:taskHeaders colour="red"/></extensionElements></task>'),
      ['warning unknown-attribute a'],
    ],
    [
      'a truth value that is none',
      file('<task id="a" isForCompensation="maybe"/>'),
      ['error attribute-value a'],
    ],
    [
      'the same in a process that is only drawn',
      file('', '<process id="q"><fooTask id="a"/><task id="b" nmae="x"/><task id="b"/></process>'),
      ['warning unknown-content a', 'warning duplicate-id b', 'warning unknown-attribute b'],
    ],
    [
      'what belongs to somebody else',
      file('<task id="a" other:thing="1"><extensionElements><other:thing/></extensionElements></task>'),
      [],
    ],
    [
      'a shape without its element',
      file('').replace(
        '</definitions>',
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="gone"><bpmndi:BPMNShape id="start" bpmnElement="gone"/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>',
      ),
      [],
    ],
  ];

  it.each(cases)('should be told: %s', async (_, content, expected) => {
    expect(await problemsOf(content)).toEqual(expected);
  });

  it("should be told in both languages, with the reader's reason", async () => {
    const { findings } = await compileText(file('<task id="a"/><endEvent id="a"/>'));
    expect(findings.find(({ rule }) => rule === 'duplicate-id')).toEqual({
      severity: 'error',
      rule: 'duplicate-id',
      resource: 'a.bpmn',
      elementId: 'a',
      message: {
        vi: 'Mã «a» được dùng cho nhiều phần tử.',
        en: 'The id "a" is used for more than one element.',
      },
    });
  });
});

describe('what a file may write in several ways', () => {
  it('should be read the same: references as qualified names', async () => {
    const process = `<intermediateThrowEvent id="t"><signalEventDefinition signalRef="tns:s"/></intermediateThrowEvent>
      <sequenceFlow id="f" sourceRef="start" targetRef="t"/>`;
    const { graph } = await compileText(file(process, '<signal id="s" name="alarm"/>'));
    expect(graph?.processes.p?.elements.t?.event).toEqual({ definition: 'signal', name: 'alarm' });
  });

  it('should be read the same: truth values as 1 and 0', async () => {
    const content = file(
      `<task id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="0"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>
      <sequenceFlow id="f" sourceRef="start" targetRef="a"/>`,
    ).replace('isExecutable="true"', 'isExecutable=" 1 "');
    const { graph } = await compileText(content);
    expect(graph?.processes.p?.elements.b?.interrupting).toBe(false);
  });

  it('should be read the same each time: flows and nodes without an id', async () => {
    const content = file('<task id="a"/><sequenceFlow sourceRef="start" targetRef="a"/><task/>');
    const read = async () => (await compileText(content)).graph?.processes.p;
    const first = await read();
    expect(first?.elements.a?.incoming).toHaveLength(1);
    expect(Object.keys(first?.elements ?? {})).not.toContain('');
    expect(await read()).toEqual(first);
  });

  it('should be read the same: a byte order mark before the file', async () => {
    const { graph } = await compileText(`\uFEFF<?xml version="1.0" encoding="UTF-8"?>${file('')}`);
    expect(graph).not.toBeNull();
  });
});

describe('a hostile file', () => {
  const files: [string, string][] = [
    ['nothing', ''],
    ['no XML', 'hello'],
    ['something else', '<html/>'],
    ['a file that is cut off', file('<task id="a"/>').slice(0, -20)],
    ['tags that do not match', '<definitions></process>'],
    [
      'a bomb of entities',
      `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${file('<task id="t" name="&b;"/>')}`,
    ],
    ['a file of the machine', `<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>${file('')}`],
    ['an entity from nowhere', file('<task id="t" name="&b;"/>')],
    ['a character that is none', file('<task id="t" name="a\u0000b"/>')],
    ['a reference to no character', file('<task id="t" name="&#0;"/>')],
    ['half a character', file('<task id="t" name="\ud800"/>')],
    ['100,000 elements within each other', `${'<subProcess>'.repeat(100_000)}`],
    ['more elements than a file may have', file('<task/>'.repeat(2_000_000))],
    ['an element of a million attributes', file(`<task ${'a="1" '.repeat(1_000_000)}/>`)],
    ['50 MB of text', file(`<documentation>${'x'.repeat(50_000_000)}</documentation>`)],
    ['quotes that never end', `<definitions a=${"'".repeat(9_000_001)}`],
    ['references without end', file(`<documentation>${'&amp;'.repeat(1_000_000)}&</documentation>`)],
  ];

  it.each(files)('should be refused at once: %s', async (_, content) => {
    const before = process.cpuUsage();
    const { graph, findings } = await compileText(content);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
    expect(graph).toBeNull();
    expect(findings).toMatchObject([
      { severity: 'error', rule: 'unreadable-file' } satisfies Partial<Finding>,
    ]);
  });
});
