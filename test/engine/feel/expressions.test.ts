/** The language itself: reading, precedence, names, three-valued logic, time, limits. */

import fc from 'fast-check';
import { evaluate as byInterpreter } from 'feelin';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateUnaryTests, expressionProblem } from '../../../engine/feel/index.ts';

const NOW = Date.parse('2026-01-05T01:00:00Z');

const value = (expression: string, context: Record<string, unknown> = {}): unknown => {
  const evaluation = evaluate(expression, context, NOW);
  if (!evaluation.ok) throw new Error(evaluation.message);
  return evaluation.value;
};

describe('reading expressions', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ** 3 ** 2', 64],
    ['-2 ** 2', 4],
    ['10 - 4 - 3', 3],
    ['1 < 2 and 2 < 3 or false', true],
    ['if true then 1 else 2 + 3', 1],
    ['[1..3] = [1..3]', true],
    [']1..3[ = (1..3)', true],
    ['5 in [1..5[', false],
    ['2 in (1, 2, 3)', true],
    ['2 in (> 5, < 3)', true],
    ['2 between 1 and 3 and true', true],
    ['[1, 2, 3][item > 1]', [2, 3]],
    ['[1, 2, 3][-1]', 3],
    ['[1, 2, 3][4]', null],
    ['[{a: 1}, {a: 2}].a', [1, 2]],
    ['[{a: 1}, {a: 2}][a = 2].a', [2]],
    ['[{item: 1}, {item: 2}][item > 1]', [{ item: 2 }]],
    ['{a: 1, b: {c: a + 1}}.b.c', 2],
    ['{`x-y`: 1, "s t": 2}.`x-y`', 1],
    ['for i in 1..3 return i * 2', [2, 4, 6]],
    ['for i in 3..1 return i', [3, 2, 1]],
    ['for x in [1, 2], y in [x, 10] return x * y', [1, 10, 4, 20]],
    ['for i in 0..4 return if i = 0 then 1 else i * partial[-1]', [1, 1, 2, 6, 24]],
    ['every x in [1, 2] satisfies x > 0', true],
    ['some x in [1, null] satisfies x > 1', null],
    ['3 instance of number', true],
    ['[1, 2] instance of list<number>', true],
    ['{a: 1} instance of context<a: number>', true],
    ['[1..2] instance of range<number>', true],
    ['@"P1D" instance of days and time duration', true],
    ['@"2026-01-05T08:00:00" instance of date and time and true', true],
    ['"a\\"b\\u0041\\n"', 'a"bA\n'],
    ['1 /* one */ + 1 // more', 2],
    ['null = null', true],
    ['null != 1', true],
    ['"a" = 1', null],
    ['1.5e3', 1500],
    ['.5 + .5', 1],
  ])('should evaluate %s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it('should be three-valued in its logic, and take what is no boolean for unknown', () => {
    const values = ['true', 'false', 'null', '1'];
    const known = (text: string) => (text === 'true' ? true : text === 'false' ? false : null);
    for (const left of values) {
      for (const right of values) {
        const [a, b] = [known(left), known(right)];
        const both = a === false || b === false ? false : a === true && b === true ? true : null;
        const either = a === true || b === true ? true : a === false && b === false ? false : null;
        expect([left, right, value(`${left} and ${right}`)]).toEqual([left, right, both]);
        expect([left, right, value(`${left} or ${right}`)]).toEqual([left, right, either]);
      }
    }
  });

  it('should tell names with spaces and signs by what there is', () => {
    expect(value('first name + last-name', { 'first name': 'An', 'last-name': 'Lê' })).toBe('AnLê');
    expect(value('a-b', { a: 5, b: 3 })).toBe(2);
    expect(value('a - b', { 'a-b': 7 })).toBe(7);
    expect(value('o.x-y', { o: { 'x-y': 1 }, y: 9 })).toBe(1);
    expect(value('o.x-y', { o: { x: 5 }, p: { 'x-y': 1 }, y: 3 })).toBe(2);
    expect(
      value('list[first name = "An"].tax code', { list: [{ 'first name': 'An', 'tax code': 7 }] }),
    ).toEqual([7]);
    expect(value('days in weekend[1]', { 'days in weekend': ['Saturday'] })).toBe('Saturday');
    expect(value('for my item in [1, 2] return my item + 1')).toEqual([2, 3]);
    // a text is read anew where the names are others
    expect(value('a-b', { 'a-b': 1 })).toBe(1);
    expect(value('a-b', { a: 2, b: 1 })).toBe(1);
  });

  it('should not take properties of JavaScript for variables', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(value(name)).toBeNull();
      expect(value(`o.${name}`, { o: {} })).toBeNull();
      expect(value(`{${name}: 1}.${name}`)).toBe(1);
    }
    expect(value('context put({}, "__proto__", {a: 1}).a')).toBeNull();
  });
});

describe('decimal arithmetic', () => {
  it.each<[string, unknown]>([
    ['0.1 + 0.2 = 0.3', true],
    ['1.1 * 1.1', 1.21],
    ['0.3 / 0.1', 3],
    ['1.1 ** 2', 1.21],
    ['1 - 0.9', 0.1],
    ['100 * 1.15', 115],
    ['1 / 3 * 3 < 1.0000001', true],
    ['5 / 0', null],
  ])('should evaluate %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  it('should add and multiply amounts of money exactly', () => {
    const cents = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const context = { a: a / 100, b: b / 100 };
        expect(value('a + b', context)).toBe((a + b) / 100);
        expect(value('a - b', context)).toBe((a - b) / 100);
        expect(value('100 * a', context)).toBe(a);
      }),
    );
  });
});

describe('time', () => {
  it.each<[string, unknown]>([
    ['date("2026-01-31") + duration("P1M")', '2026-02-28'],
    ['date("2026-01-05") + duration("P1D")', '2026-01-06'],
    ['date("2026-01-05") - date("2026-01-01")', 'P4D'],
    ['@"2026-01-05T08:00:00+07:00" - @"2026-01-05T00:00:00Z"', 'PT1H'],
    ['@"2026-03-28T12:00:00@Europe/Berlin" + @"P1D"', '2026-03-29T13:00:00@Europe/Berlin'],
    ['@"2021-01-01T00:00:00@Asia/Ho_Chi_Minh" = @"2020-12-31T17:00:00Z"', true],
    ['@"2021-01-01T00:00:00@Mars/Olympus"', null],
    ['@"23:30:00" + @"PT1H"', '00:30:00'],
    ['@"PT90M" * 2', 'PT3H'],
    ['2 * @"P1Y"', 'P2Y'],
    ['@"P1D" / 2', 'PT12H'],
    ['@"P1D" / @"PT6H"', 4],
    ['@"P1Y" + @"P1M"', 'P1Y1M'],
    ['@"P1Y" + @"P1D"', null],
    ['-@"P1D"', '-P1D'],
    ['@"P1D" < @"PT25H"', true],
    ['@"2026-01-05".year', 2026],
    ['@"2026-01-05".weekday', 1],
    ['@"2026-01-05T08:30:00+07:00".time offset', 'PT7H'],
    ['@"2026-01-05T08:30:00@Asia/Ho_Chi_Minh".timezone', 'Asia/Ho_Chi_Minh'],
    ['@"P1DT2H".hours', 2],
    ['@"2026-01-05" < @"2026-01-06"', true],
    ['@"2026-01-05" < 1', null],
    ['for d in @"2026-01-05"..@"2026-01-07" return d.day', [5, 6, 7]],
    ['@"-2026-01-05".year', -2026],
    ['@"999999999-12-31" + @"P1D"', null],
  ])('should evaluate %s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });
});

describe('limits', () => {
  it.each([
    'for i in 1..1000000000 return i',
    'for i in 1..5000, j in 1..5000 return i',
    'some i in 1..1000000000 satisfies i < 0',
    '{ f: function(n) f(n + 1), r: f(0) }',
    '{ f: function(n) f(n) + f(n), r: f(0) }',
    'for i in 1..100 return if i = 1 then "ab" else partial[-1] + partial[-1]',
    'for i in 1..100 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])',
    'sort(for i in 1..300000 return i, function(a, b) a > b)',
  ])('should give up %s', (expression) => {
    expect(evaluate(expression, {}, NOW)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/steps|deeply/),
    });
  });

  it('should give up at the same place each time', () => {
    const longest = (n: number) => evaluate(`count(for i in 1..${n} return i)`, {}, NOW).ok;
    expect([400_000, 600_000, 400_000, 600_000].map(longest)).toEqual([true, false, true, false]);
  });

  it.each([
    '('.repeat(5000),
    '['.repeat(5000),
    '-'.repeat(5000),
    'not('.repeat(5000),
    '{a:'.repeat(5000),
    `${'x in ('.repeat(3000)}1${') + 1'.repeat(3000)}`,
    'a['.repeat(5000),
    'if '.repeat(5000),
    'function(x) '.repeat(5000),
  ])('should refuse what is nested too deeply', (text) => {
    expect(expressionProblem(text)).not.toBeNull();
    expect(evaluate(text, {}, NOW).ok).toBe(false);
  });

  it('should never throw, whatever the text', () => {
    const parts = fc.constantFrom(
      ...'a,b.c,1,2.5,"s",null,true,[,],(,),{,},..,+,-,*,/,**,<,<=,=,!=,in,and,or,if,then,else,for,i,return,some,satisfies,between,instance of,number,list<,>,function,?,@"P1D",@"x",not,`,:,item,date,time,date and time,get or else,sort'.split(
        ',',
      ),
      ',',
    );
    const texts = fc.oneof(
      fc.array(parts, { maxLength: 14 }).map((it) => it.join(' ')),
      fc.string(),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = evaluate(text, { a: 1, b: { c: [1, 2] } }, NOW);
        expect(evaluate(text, { a: 1, b: { c: [1, 2] } }, NOW)).toEqual(result);
        expect(() => evaluateUnaryTests(text, 1, {}, NOW)).not.toThrow();
        expect(() => JSON.stringify(result)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});

describe('beside another interpreter', () => {
  const context = {
    a: 3,
    b: -2,
    s: 'khẩn',
    t: 'thường',
    p: true,
    q: false,
    l: [1, 2, 3],
    m: [],
    o: { x: 1, y: [5] },
  };
  const numbers = fc.letrec<{ number: string; boolean: string }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b', 'o.x', 'count(l)', 'l[2]', 'l[-1]'),
      fc.integer({ min: 0, max: 20 }).map(String),
      fc
        .tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number'))
        .map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc
        .tuple(tie('boolean'), tie('number'), tie('number'))
        .map(([c, x, y]) => `(if ${c} then ${x} else ${y})`),
      tie('number').map((x) => `sum(for i in l return i + ${x})`),
      tie('number').map((x) => `count(l[item > ${x}])`),
    ),
    boolean: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('p', 'q', 's = t', 's != "khẩn"', 'contains(s, "k")', 'list contains(l, 2)'),
      fc
        .tuple(tie('number'), fc.constantFrom('=', '!=', '<', '<=', '>', '>='), tie('number'))
        .map(([x, op, y]) => `${x} ${op} ${y}`),
      fc
        .tuple(tie('boolean'), fc.constantFrom('and', 'or'), tie('boolean'))
        .map(([x, op, y]) => `(${x} ${op} ${y})`),
      tie('boolean').map((x) => `not(${x})`),
      fc
        .tuple(tie('number'), tie('number'), tie('number'))
        .map(([x, y, z]) => `(${x} between ${y} and ${z} + 50)`),
      tie('number').map((x) => `(some i in l satisfies i > ${x})`),
      tie('number').map((x) => `(every i in l satisfies i < ${x})`),
      fc.tuple(tie('number'), tie('number')).map(([x, y]) => `(${x} in [${y}..${y} + 9])`),
    ),
  }));

  it('should agree on numbers and conditions', () => {
    fc.assert(
      fc.property(fc.oneof(numbers.number, numbers.boolean), (expression) => {
        const other: unknown = byInterpreter(expression, context).value;
        expect([expression, value(expression, context)]).toEqual([expression, other === 0 ? 0 : other]);
      }),
      { numRuns: 400 },
    );
  });
});
