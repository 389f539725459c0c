import { describe, expect, it } from 'vitest';
import { compileDecisions } from '../../../engine/dmn/compile.ts';
import { evaluateDecision } from '../../../engine/dmn/index.ts';

const NOW = Date.parse('2026-01-05T01:00:00Z');

// models /////////////////////////////////////////////////////////////

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const texts = (element: string, values: string[]) =>
  values.map((value) => `<${element}><text>${escaped(value)}</text></${element}>`).join('');

interface Table {
  hitPolicy?: string;
  aggregation?: string;
  inputs: string[];
  outputs: { name: string; values?: string; default?: string }[];
  /** Tests of the inputs, then the outputs. */
  rules: string[][];
}

function table({ hitPolicy = 'UNIQUE', aggregation, inputs, outputs, rules }: Table): string {
  return `<decisionTable hitPolicy="${hitPolicy}" ${aggregation ? `aggregation="${aggregation}"` : ''}>
    ${inputs.map((input) => `<input>${texts('inputExpression', [input])}</input>`).join('')}
    ${outputs
      .map(
        ({ name, values, default: preset }) =>
          `<output name="${name}">${values ? texts('outputValues', [values]) : ''}${preset ? texts('defaultOutputEntry', [preset]) : ''}</output>`,
      )
      .join('')}
    ${rules
      .map(
        (cells) =>
          `<rule>${texts('inputEntry', cells.slice(0, inputs.length))}${texts('outputEntry', cells.slice(inputs.length))}</rule>`,
      )
      .join('')}
  </decisionTable>`;
}

const literal = (text: string) => texts('literalExpression', [text]);

function decision(id: string, logic: string, requirements = ''): string {
  return `<decision id="${id}" name="${id}"><variable name="${id}"/>${requirements}${logic}</decision>`;
}

const requires = (kind: 'Decision' | 'Input', id: string) =>
  `<informationRequirement><required${kind} href="#${id}"/></informationRequirement>`;

const VERSION_13 = 'https://www.omg.org/spec/DMN/20191111/MODEL/';

function definitions(content: string, namespace = VERSION_13): string {
  return `<definitions xmlns="${namespace}" id="definitions" name="d" namespace="test">${content}</definitions>`;
}

async function compiled(content: string, namespace?: string) {
  return compileDecisions({ name: 'test.dmn', content: definitions(content, namespace) });
}

async function evaluated(content: string, id: string, context: Record<string, unknown> = {}) {
  const { decisions, findings } = await compiled(content);
  expect(findings).toEqual([]);
  // what is stored with the graph is JSON
  return evaluateDecision(JSON.parse(JSON.stringify(decisions)), id, context, NOW);
}

// tests //////////////////////////////////////////////////////////////

describe('decision tables', () => {
  const scores: Table = {
    inputs: ['score'],
    outputs: [{ name: 'grade', values: '"high", "middle", "low"' }],
    rules: [
      ['> 0', '"low"'],
      ['> 50', '"middle"'],
      ['> 80', '"high"'],
    ],
  };

  it.each<[string, number, unknown]>([
    ['FIRST', 90, 'low'],
    ['PRIORITY', 90, 'high'],
    ['RULE ORDER', 90, ['low', 'middle', 'high']],
    ['OUTPUT ORDER', 90, ['high', 'middle', 'low']],
    ['COLLECT', 90, ['low', 'middle', 'high']],
    ['UNIQUE', 10, 'low'],
    ['ANY', 10, 'low'],
    ['UNIQUE', -1, null],
    ['COLLECT', -1, null],
  ])('should decide by hit policy %s for %d', async (hitPolicy, score, expected) => {
    const content = decision('grade', table({ ...scores, hitPolicy }));
    expect(await evaluated(content, 'grade', { score })).toEqual({ ok: true, value: expected });
  });

  it.each(['UNIQUE', 'ANY'])(
    'should fail where rules contradict hit policy %s, naming them',
    async (hitPolicy) => {
      const result = await evaluated(decision('grade', table({ ...scores, hitPolicy })), 'grade', {
        score: 60,
      });
      expect(result).toMatchObject({ ok: false, message: expect.stringContaining('rules 1, 2') });
    },
  );

  it('should accept matching rules that agree under ANY', async () => {
    const content = decision(
      'answer',
      table({
        hitPolicy: 'ANY',
        inputs: ['n'],
        outputs: [{ name: 'x' }],
        rules: [
          ['> 1', '"a"'],
          ['> 2', '"a"'],
        ],
      }),
    );
    expect(await evaluated(content, 'answer', { n: 5 })).toEqual({ ok: true, value: 'a' });
  });

  it.each<[string, unknown]>([
    ['SUM', 60],
    ['MIN', 10],
    ['MAX', 30],
    ['COUNT', 3],
  ])('should collect by %s', async (aggregation, expected) => {
    const content = decision(
      'fee',
      table({
        hitPolicy: 'COLLECT',
        aggregation,
        inputs: ['pages'],
        outputs: [{ name: 'fee' }],
        rules: [
          ['> 0', '10'],
          ['> 5', '20'],
          ['> 10', '30'],
          ['> 1000', '40'],
        ],
      }),
    );
    expect(await evaluated(content, 'fee', { pages: 12 })).toEqual({ ok: true, value: expected });
  });

  it('should give several outputs as an object, and the defaults where no rule matches', async () => {
    const content = decision(
      'routing',
      table({
        inputs: ['kind', 'urgency'],
        outputs: [
          { name: 'unit', default: '"VP"' },
          { name: 'days', default: '15' },
        ],
        rules: [
          ['"complaint"', '-', '"TTra"', '10'],
          ['"report"', '"URGENT", "FLASH"', '"KHTC"', '1 + 1'],
        ],
      }),
    );
    expect(await evaluated(content, 'routing', { kind: 'report', urgency: 'FLASH' })).toEqual({
      ok: true,
      value: { unit: 'KHTC', days: 2 },
    });
    expect(await evaluated(content, 'routing', { kind: 'other', urgency: 'FLASH' })).toEqual({
      ok: true,
      value: { unit: 'VP', days: 15 },
    });
  });

  it('should order by the first output before the second', async () => {
    const content = decision(
      'choice',
      table({
        hitPolicy: 'OUTPUT ORDER',
        inputs: ['n'],
        outputs: [
          { name: 'a', values: '1, 2' },
          { name: 'b', values: '"x", "y"' },
        ],
        rules: [
          ['-', '2', '"x"'],
          ['-', '1', '"y"'],
          ['-', '1', '"x"'],
        ],
      }),
    );
    expect(await evaluated(content, 'choice', { n: 0 })).toMatchObject({
      value: [
        { a: 1, b: 'x' },
        { a: 1, b: 'y' },
        { a: 2, b: 'x' },
      ],
    });
  });

  it('should fail with the reason where an expression does', async () => {
    const content = decision(
      'x',
      table({ inputs: ['assert(1, false, "no more")'], outputs: [{ name: 'y' }], rules: [['1', '1']] }),
    );
    expect(await evaluated(content, 'x')).toMatchObject({
      ok: false,
      message: expect.stringContaining('no more'),
    });
  });

  it('should warn of what has no value, such as a function that there is not', async () => {
    const content = decision(
      'x',
      table({ inputs: ['nothing(1)'], outputs: [{ name: 'y' }], rules: [['-', '2']] }),
    );
    expect(await evaluated(content, 'x')).toMatchObject({
      ok: true,
      value: 2,
      warnings: [{ kind: 'NO_FUNCTION_FOUND', message: expect.stringContaining("'nothing'") }],
    });
  });
});

describe('requirements', () => {
  it('should evaluate required decisions first and pass their values on, dates as dates', async () => {
    const content =
      decision('received', literal('date("2026-01-05")')) +
      decision('due', literal('received + duration("P3D")'), requires('Decision', 'received')) +
      decision('late', literal('due < today()'), requires('Decision', 'due'));
    expect(await evaluated(content, 'due')).toEqual({ ok: true, value: '2026-01-08' });
    expect(await evaluated(content, 'late')).toEqual({ ok: true, value: false });
  });

  it('should read input data as the type it declares', async () => {
    const content = `<inputData id="i" name="issued"><variable name="issued" typeRef="date"/></inputData>${decision(
      'year',
      literal('issued.year'),
      requires('Input', 'i'),
    )}`;
    expect(await evaluated(content, 'year', { issued: '2026-03-01' })).toEqual({ ok: true, value: 2026 });
  });

  it('should let a decision see the variables of the process besides', async () => {
    expect(await evaluated(decision('x', literal('amount * 2')), 'x', { amount: 4 })).toEqual({
      ok: true,
      value: 8,
    });
  });

  it('should call knowledge models, also those that call themselves', async () => {
    const content = `<businessKnowledgeModel id="f" name="factorial"><variable name="factorial"/>
        <encapsulatedLogic><formalParameter name="n"/>${literal('if n <= 1 then 1 else n * factorial(n - 1)')}</encapsulatedLogic>
      </businessKnowledgeModel>
      ${decision('x', literal('factorial(5)'), '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>')}`;
    expect(await evaluated(content, 'x')).toEqual({ ok: true, value: 120 });
  });

  it('should evaluate a decision service over its output decision', async () => {
    const content = `${decision('half', literal('n / 2'))}
      <decisionService id="s" name="s"><outputDecision href="#half"/></decisionService>`;
    expect(await evaluated(content, 's', { n: 8 })).toEqual({ ok: true, value: 4 });
  });

  it('should refuse requirements in a circle and to nowhere', async () => {
    const { findings } = await compiled(
      decision('a', literal('b'), requires('Decision', 'b')) +
        decision('b', literal('a'), requires('Decision', 'a')) +
        decision('c', literal('1'), requires('Decision', 'nowhere')),
    );
    expect(findings.map(({ severity, rule, elementId }) => [severity, rule, elementId])).toEqual([
      ['error', 'dmn-requirement-cycle', 'a'],
      ['error', 'dmn-requirement-cycle', 'b'],
      ['error', 'dmn-unknown-requirement', 'c'],
    ]);
  });

  it('should fail at run time for a circle all the same', async () => {
    const { decisions } = await compiled(decision('a', literal('a'), requires('Decision', 'a')));
    expect(evaluateDecision(decisions, 'a', {}, NOW)).toMatchObject({ ok: false });
  });

  it('should fail for an unknown decision', () => {
    expect(evaluateDecision({}, 'x', {}, NOW)).toMatchObject({
      ok: false,
      message: expect.stringContaining("'x'"),
    });
  });
});

describe('boxed expressions', () => {
  it('should evaluate a context whose last entry is its result', async () => {
    const entry = (name: string | null, text: string) =>
      `<contextEntry>${name ? `<variable name="${name}"/>` : ''}${literal(text)}</contextEntry>`;
    const content = decision(
      'x',
      `<context>${entry('a', '2')}${entry('b', 'a * 3')}${entry(null, 'a + b')}</context>`,
    );
    expect(await evaluated(content, 'x')).toEqual({ ok: true, value: 8 });
  });

  it('should evaluate a relation to a list of contexts', async () => {
    const content = decision(
      'x',
      `<relation><column name="code"/><column name="days"/><row>${literal('"A"')}${literal('1 + 2')}</row></relation>`,
    );
    expect(await evaluated(content, 'x')).toEqual({ ok: true, value: [{ code: 'A', days: 3 }] });
  });
});

describe('compiling', () => {
  it.each([
    'http://www.omg.org/spec/DMN/20151101/dmn.xsd',
    'http://www.omg.org/spec/DMN/20180521/MODEL/',
    VERSION_13,
    'https://www.omg.org/spec/DMN/20230324/MODEL/',
  ])('should read the namespace %s', async (namespace) => {
    const { decisions } = await compiled(decision('x', literal('1')), namespace);
    expect(Object.keys(decisions)).toEqual(['x']);
  });

  it('should find syntax errors, with the row they are in', async () => {
    const content = `<decision id="d" name="d"><decisionTable><input><inputExpression><text>n</text></inputExpression></input><output name="y"/>
      <rule id="row"><inputEntry><text>&lt; </text></inputEntry><outputEntry><text>1 +</text></outputEntry></rule></decisionTable></decision>`;
    const { findings } = await compiled(content);
    expect(findings.map(({ rule, elementId }) => [rule, elementId])).toEqual([
      ['dmn-expression-syntax', 'row'],
      ['dmn-expression-syntax', 'row'],
    ]);
  });

  it('should not take names with spaces or operators for errors', async () => {
    const content = `<inputData id="i" name="Mức thu (tối đa)"/><inputData id="j" name="a-b"><variable name="a-b"/></inputData>${decision(
      'x',
      literal('a-b + 1'),
      requires('Input', 'j'),
    )}`;
    const { findings, decisions } = await compiled(content);
    expect(findings).toEqual([]);
    expect(evaluateDecision(decisions, 'x', { 'a-b': 4 }, NOW)).toEqual({ ok: true, value: 5 });
  });

  it('should refuse other expression languages and files that are no DMN', async () => {
    const juel = decision(
      'x',
      '<literalExpression expressionLanguage="juel"><text>x</text></literalExpression>',
    );
    expect((await compiled(juel)).findings).toMatchObject([
      { severity: 'error', rule: 'dmn-expression-language' },
    ]);
    const { findings } = await compileDecisions({ name: 'x.dmn', content: 'not xml' });
    expect(findings).toMatchObject([{ severity: 'error', rule: 'dmn-unreadable', resource: 'x.dmn' }]);
  });

  it('should refuse an id that is used twice', async () => {
    const { findings } = await compiled(decision('x', literal('1')) + decision('x', literal('2')));
    expect(findings).toMatchObject([
      { severity: 'error', message: { en: expect.stringContaining('duplicate ID') } },
    ]);
  });

  it('should warn of a decision without logic, which fails when called', async () => {
    const { findings, decisions } = await compiled('<decision id="x" name="x"/>');
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'dmn-no-logic', elementId: 'x' }]);
    expect(evaluateDecision(decisions, 'x', {}, NOW)).toMatchObject({ ok: false });
  });
});
