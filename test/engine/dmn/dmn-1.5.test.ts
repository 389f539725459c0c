/** Boxed expressions, types, services and imports, as DMN 1.4 and 1.5 have them. */
import { describe, expect, it } from 'vitest';
import { compileDecisions } from '../../../engine/dmn/compile.ts';
import { evaluateDecision } from '../../../engine/dmn/index.ts';

const NOW = Date.parse('2026-01-05T01:00:00Z');
const NAMESPACE = 'https://www.omg.org/spec/DMN/20230324/MODEL/';

// models /////////////////////////////////////////////////////////////

const file = (content: string, namespace = 'main') => ({
  name: `${namespace}.dmn`,
  content: `<definitions xmlns="${NAMESPACE}" id="d" name="${namespace}" namespace="${namespace}">${content}</definitions>`,
});
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const literal = (text: string, type = '') =>
  `<literalExpression ${type && `typeRef="${type}"`}><text>${escaped(text)}</text></literalExpression>`;
const decision = (name: string, logic: string, { type = '', requires = '' } = {}) =>
  `<decision id="${name.replaceAll(' ', '-')}" name="${name}"><variable name="${name}" ${type && `typeRef="${type}"`}/>${requires}${logic}</decision>`;
const requires = (kind: 'Decision' | 'Input', href: string) =>
  `<informationRequirement><required${kind} href="${href}"/></informationRequirement>`;
const knows = (href: string) =>
  `<knowledgeRequirement><requiredKnowledge href="${href}"/></knowledgeRequirement>`;
const input = (name: string, type = '') =>
  `<inputData id="${name}" name="${name}"><variable name="${name}" ${type && `typeRef="${type}"`}/></inputData>`;

async function evaluated(content: string | ReturnType<typeof file>[], id: string, context = {}) {
  const files = typeof content === 'string' ? [file(content)] : content;
  const { decisions, findings } = await compileDecisions(...files);
  expect(findings).toEqual([]);
  const result = evaluateDecision(JSON.parse(JSON.stringify(decisions)), id, context, NOW);
  return result.ok ? result.value : result;
}

// tests //////////////////////////////////////////////////////////////

describe('boxed expressions of DMN 1.4', () => {
  const conditional = (condition: string) =>
    decision(
      'x',
      `<conditional><if>${literal(condition)}</if><then>${literal('"yes"')}</then><else>${literal('"no"')}</else></conditional>`,
    );

  it.each<[string, unknown]>([
    ['n > 1', 'yes'],
    ['n > 5', 'no'],
    ['null', 'no'],
  ])('should decide a conditional by %s', async (condition, expected) => {
    expect(await evaluated(conditional(condition), 'x', { n: 3 })).toBe(expected);
  });

  it('should fail for a condition that is no boolean', async () => {
    expect(await evaluated(conditional('"n"'), 'x')).toMatchObject({ ok: false, message: /if part.*string/ });
  });

  it('should filter, iterate and quantify', async () => {
    const list = `<in>${literal('[1, 2, 3]')}</in>`;
    expect(
      await evaluated(decision('x', `<filter>${list}<match>${literal('item > 1')}</match></filter>`), 'x'),
    ).toEqual([2, 3]);
    const loop = `<for iteratorVariable="my n">${list}<return>${literal('my n * 2 + count(partial)')}</return></for>`;
    expect(await evaluated(decision('x', loop), 'x')).toEqual([2, 5, 8]);
    const quantified = (kind: string, test: string) =>
      decision('x', `<${kind} iteratorVariable="n">${list}<satisfies>${literal(test)}</satisfies></${kind}>`);
    expect(await evaluated(quantified('some', 'n > 2'), 'x')).toBe(true);
    expect(await evaluated(quantified('every', 'n > 2'), 'x')).toBe(false);
  });
});

describe('types of results', () => {
  const person = `<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent><itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>`;
  const grades = `<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>`;
  const numbers = `<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>`;

  it.each<[string, string, unknown]>([
    ['number', '1 + 1', 2],
    ['string', '1 + 1', null],
    ['number', '[5]', 5],
    ['tNumbers', '5', [5]],
    ['tNumbers', '[1, "a"]', null],
    ['tPerson', '{name: "An", age: 30, more: 1}', { name: 'An', age: 30, more: 1 }],
    ['tPerson', '{name: "An"}', null],
    ['tGrade', '"A"', 'A'],
    ['tGrade', '"C"', null],
    ['date and time', 'date("2026-01-05")', '2026-01-05T00:00:00Z'],
  ])('should coerce to %s the value of %s', async (type, expression, expected) => {
    const content = person + grades + numbers + decision('x', literal(expression), { type });
    expect(await evaluated(content, 'x')).toEqual(expected);
  });

  it('should hold data and parameters to theirs', async () => {
    const content =
      numbers +
      input('amounts', 'tNumbers') +
      `<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n" typeRef="number"/>${literal('n = null')}</encapsulatedLogic></businessKnowledgeModel>` +
      decision('x', literal('amounts'), { requires: requires('Input', '#amounts') }) +
      decision('y', literal('f("one")'), { requires: knows('#f') });
    expect(await evaluated(content, 'x', { amounts: 7 })).toEqual([7]);
    expect(await evaluated(content, 'x', { amounts: ['a'] })).toBeNull();
    expect(await evaluated(content, 'y')).toBeNull();
  });

  it('should be known to instance of', async () => {
    const is = (value: string) => decision('x', literal(`${value} instance of tPerson`));
    expect(await evaluated(person + is('{name: "An", age: 3}'), 'x')).toBe(true);
    expect(await evaluated(person + is('{name: "An"}'), 'x')).toBe(false);
  });

  it('should warn of a simple type for a table that gives a list', async () => {
    const table = `<decisionTable hitPolicy="COLLECT"><output name="o"/><rule><outputEntry><text>1</text></outputEntry></rule></decisionTable>`;
    const { findings } = await compileDecisions(file(decision('x', table, { type: 'number' })));
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'dmn-result-type', elementId: 'x' }]);
  });

  it('should leave graphs as they were that an earlier version compiled', () => {
    const decisions = {
      x: {
        kind: 'decision',
        id: 'x',
        name: 'x',
        variable: 'x',
        type: { base: 'string' },
        logic: { kind: 'literal', text: '1' },
        requires: { decisions: [], knowledge: [], inputs: [] },
      },
    };
    expect(evaluateDecision(decisions, 'x', {}, NOW)).toEqual({ ok: true, value: 1 });
  });
});

describe('decision services', () => {
  const content =
    input('n', 'number') +
    decision('base', literal('100')) +
    decision('sum', literal('base + n'), {
      requires: requires('Decision', '#base') + requires('Input', '#n'),
    }) +
    `<decisionService id="service" name="service"><variable name="service"/><outputDecision href="#sum"/><inputDecision href="#base"/><inputData href="#n"/></decisionService>` +
    decision('by position', literal('service(1, 20)'), { requires: knows('#service') }) +
    decision('by name', literal('service(base: 20, n: 1)'), { requires: knows('#service') });

  it('should be functions over their data and their input decisions', async () => {
    expect(await evaluated(content, 'by-position')).toBe(21);
    expect(await evaluated(content, 'by-name')).toBe(21);
    expect(await evaluated(content, 'sum', { n: 1 })).toBe(101);
  });

  it('should take them from the variables when asked from outside', async () => {
    expect(await evaluated(content, 'service', { n: 1, base: 20 })).toBe(21);
    expect(await evaluated(content, 'service', { n: 1 })).toBeNull();
  });
});

describe('imports', () => {
  const greeting = file(
    `<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent></itemDefinition>` +
      input('guest', 'tPerson') +
      decision('say hello', literal('"Hello, " + guest.full name'), {
        requires: requires('Input', '#guest'),
      }) +
      `<businessKnowledgeModel id="f" name="shout"><variable name="shout"/><encapsulatedLogic><formalParameter name="s"/>${literal('upper case(s)')}</encapsulatedLogic></businessKnowledgeModel>`,
    'greeting',
  );
  const importing = (logic: string) =>
    file(
      `<import namespace="greeting" name="the greeting" importType="${NAMESPACE}"/>` +
        decision('x', literal(logic), {
          requires: requires('Decision', 'greeting#say-hello') + knows('greeting#f'),
        }),
    );

  it('should find what another file has under the name of the import', async () => {
    const files = [importing('the greeting.shout(the greeting.say hello)'), greeting];
    expect(await evaluated(files, 'x', { guest: { 'full name': 'An' } })).toBe('HELLO, AN');
  });

  it('should find types there', async () => {
    const files = [importing('{full name: "An"} instance of the greeting.tPerson'), greeting];
    expect(await evaluated(files, 'x', { guest: { 'full name': 'An' } })).toBe(true);
  });

  it('should be refused where the file is not deployed with it', async () => {
    const { findings } = await compileDecisions(importing('1'));
    expect(findings.map(({ rule }) => rule)).toContain('dmn-unknown-import');
  });

  it('should keep elements of two files apart that have one id', async () => {
    const a = file(decision('same', literal('"a"')), 'a');
    const b = file(
      `<import namespace="a" name="other" importType="${NAMESPACE}"/>${decision('same', literal('other.same + "b"'), { requires: requires('Decision', 'a#same') })}`,
      'b',
    );
    expect(await evaluated([b, a], 'same')).toBe('ab');
  });
});
