import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateUnaryTests, parseFailure } from '../../../engine/feel/index.ts';

/** Monday 2026-01-05, 08:00 in Vietnam. */
const NOW = Date.parse('2026-01-05T01:00:00Z');

function result(expression: string, context: Record<string, unknown> = {}): unknown {
  const evaluation = evaluate(expression, context, NOW);
  if (!evaluation.ok) throw new Error(evaluation.message);
  return evaluation.value;
}

function failureOf(expression: string, context: Record<string, unknown> = {}): string {
  const evaluation = evaluate(expression, context, NOW);
  if (evaluation.ok) throw new Error(`Expected a failure, but got ${JSON.stringify(evaluation.value)}`);
  return evaluation.message;
}

describe('FEEL evaluation', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['urgency = "URGENT" and amount > 10', { urgency: 'URGENT', amount: 12 }, true],
    ['urgency = "URGENT" and amount > 10', { urgency: 'NORMAL', amount: 12 }, false],
    ['if khẩn then "hỏa tốc" else "thường"', { khẩn: true }, 'hỏa tốc'],
    [
      'for unit in units return unit.code',
      { units: [{ code: 'H26.01' }, { code: 'H26.02' }] },
      ['H26.01', 'H26.02'],
    ],
    [
      'items[price > 10].name',
      {
        items: [
          { name: 'a', price: 5 },
          { name: 'b', price: 20 },
        ],
      },
      ['b'],
    ],
    ['{ total: 1 + 2, twice: total * 2 }', {}, { total: 3, twice: 6 }],
    ['some x in list satisfies x > 2', { list: [1, 2, 3] }, true],
    ['amount // trailing comment', { amount: 7 }, 7],
  ])('should evaluate %s', (expression, context, expected) => {
    expect(result(expression, context)).toEqual(expected);
  });

  it('should give the same result the first time and from the parsed form', () => {
    const results = [1, 2, 3].map((n) => result('n * 2 + offset', { n, offset: 1 }));
    expect(results).toEqual([3, 5, 7]);
  });

  it('should read names with spaces and operators', () => {
    expect(result('tax-code + 1', { 'tax-code': 5 })).toBe(6);
    expect(result('Full Name', { 'Full Name': 'An' })).toBe('An');
    expect(result('o.x-y', { o: { 'x-y': 1 } })).toBe(1);
    // and without such a name in scope, the same text is a subtraction
    expect(result('o.x-y', { o: { x: 5 }, y: 3 })).toBe(2);
  });

  it('should keep a variable apart from the builtin function of its name', () => {
    expect(result('count(list)', { list: [1, 2], count: 7 })).toBe(2);
    expect(result('count', { count: 7 })).toBe(7);
    expect(result('string length(string)', { string: 'abc' })).toBe(3);
  });

  it('should not let a result share structure with the context', () => {
    const context = { document: { parts: [1] } };
    const value = result('document', context) as { parts: number[] };
    value.parts.push(2);
    expect(context.document.parts).toEqual([1]);
  });
});

describe('FEEL null', () => {
  it.each<[string, Record<string, unknown>]>([
    ['missing', {}],
    ['missing.property', {}],
    ['document.missing', { document: {} }],
    ['missing + 1', {}],
    ['1 / 0', {}],
    ['date("no date")', {}],
    ['number("x")', {}],
    ['null', {}],
    ['x', { x: undefined }],
  ])('should be the value of %s', (expression, context) => {
    expect(evaluate(expression, context, NOW)).toMatchObject({ ok: true, value: null });
  });

  it.each(['"5" > 4', '1 < "a"', 'true > 0', 'date("2026-01-01") > 1', '"2026-01-01" < today()'])(
    'should be the value of the comparison across types %s',
    (expression) => {
      expect(result(expression)).toBeNull();
    },
  );
});

describe('FEEL failures', () => {
  it('should name what is wrong', () => {
    expect(failureOf('1 +')).toContain('the expression is incomplete');
    expect(failureOf('')).toContain('the expression is empty');
    expect(failureOf('a b) c')).toContain("unexpected ')' at position 4");
    expect(failureOf('assert(amount, amount > 3, "too little")', { amount: 2 })).toContain('too little');
    expect(failureOf('assert(amount, amount > 3)', { amount: 2 })).toContain('not fulfilled');
  });

  it('should not be hidden by the parentheses of the parsed form', () => {
    expect(failureOf('1) + (2')).toContain("unexpected ')'");
    expect(parseFailure('1) + (2')).toContain('position 2');
  });

  it('should fail each time, not only the first', () => {
    expect(failureOf('assert(x, x > 1)', { x: 1 })).toBe(failureOf('assert(x, x > 1)', { x: 1 }));
    expect(result('assert(x, x > 1)', { x: 2 })).toBe(2);
  });

  it('should be told from good expressions by parseFailure, which evaluates nothing', () => {
    expect(parseFailure('urgency = "URGENT"')).toBeNull();
    expect(parseFailure('for i in 1..1000000000 return i')).toBeNull();
    expect(parseFailure('if x then')).not.toBeNull();
  });

  it('should be told of two signs of comparison in a row, which other languages write', () => {
    expect(parseFailure('a == b')).toContain('position 4');
    expect(parseFailure('a = = b')).toContain('position 5');
    expect(parseFailure('a in (> 5, < 3) and a in > 2')).toBeNull();
  });
});

describe('FEEL time', () => {
  it('should come from the given moment, in Vietnam', () => {
    expect(result('now()')).toBe('2026-01-05T08:00:00+07:00');
    expect(result('today()')).toBe('2026-01-05');
    expect(evaluate('today()', {}, Date.parse('2026-01-05T17:30:00Z'))).toEqual({
      ok: true,
      value: '2026-01-06',
    });
    expect(result('day of week(today())')).toBe('Monday');
  });

  it('should leave as ISO 8601', () => {
    expect(result('date("2026-02-28") + duration("P1D")')).toBe('2026-03-01');
    expect(result('date and time("2026-01-05T08:00:00+07:00") + duration("PT90M")')).toBe(
      '2026-01-05T09:30:00+07:00',
    );
    expect(result('duration("P1Y6M")')).toBe('P1Y6M');
    expect(result('{ due: [time("08:30:00")] }')).toEqual({ due: ['08:30:00'] });
  });

  it('should stay text in the context until it is converted', () => {
    const context = { due: '2026-01-04T08:00:00+07:00' };
    expect(result('due', context)).toBe(context.due);
    expect(result('date and time(due) < now()', context)).toBe(true);
  });

  it('should be read back by FEEL as what it was', () => {
    const moments = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(moments, (moment) => {
        const written = evaluate('now()', {}, moment);
        const readBack = written.ok && evaluate('date and time(t) = now()', { t: written.value }, moment);
        expect(readBack).toEqual({ ok: true, value: true });
        expect(written.ok && Date.parse(String(written.value))).toBe(moment);
      }),
    );
  });
});

describe('FEEL builtins beyond the interpreter', () => {
  it.each<[string, unknown]>([
    ['median([10, 9, 1])', 9],
    ['median(1, 2, 3, 4)', 2.5],
    ['mode([6, 3, 9, 6, 6, 3, 3])', [3, 6]],
    ['max(date("2026-01-01"), date("2026-01-02"))', '2026-01-02'],
    ['min("b", "a")', 'a'],
    ['list contains([date("2026-01-01")], date("2026-01-01"))', true],
    ['index of([{ a: 1 }, { a: 2 }], { a: 2 })', [2]],
    ['get or else(missing, 3)', 3],
    ['is defined(missing)', false],
    ['overlaps before([1..5], [3..8])', true],
    ['overlaps before([3..8], [1..5])', false],
    ['finishes(10, [1..10])', true],
    ['finishes(10, [1..10))', false],
    ['starts([1..5], [1..10])', true],
    ['during(5, [1..10])', true],
    ['coincides([1..5], [1..5])', true],
    ['substring("hỏa tốc", 5)', 'tốc'],
    ['partition([1, 2, 3], 2)', [[1, 2], [3]]],
    ['last day of month(date("2028-02-10"))', '2028-02-29'],
    ['trim("  x ")', 'x'],
  ])('should evaluate %s', (expression, expected) => {
    expect(result(expression)).toEqual(expected);
  });
});

describe('unary tests', () => {
  const test = (tests: string, input: unknown, context: Record<string, unknown> = {}) =>
    evaluateUnaryTests(tests, input, context, NOW);

  it.each<[string, unknown, boolean]>([
    ['-', null, true],
    ['', 3, true],
    ['< 10', 9, true],
    ['< 10', 10, false],
    ['< 10', '9', false],
    ['[1..5]', 5, true],
    ['[1..5)', 5, false],
    ['"URGENT", "FLASH"', 'FLASH', true],
    ['"URGENT", "FLASH"', 'NORMAL', false],
    ['not("URGENT", "FLASH")', 'NORMAL', true],
    ['not("URGENT", "FLASH")', 'FLASH', false],
    ['? > 5 and ? < 10', 7, true],
    ['contains(?, "khẩn")', 'công văn khẩn', true],
    ['true', false, false],
    ['false', false, true],
    ['null', null, true],
    ['[1, 2]', 2, true],
    ['>= date("2026-01-01")', '2026-01-02', false],
    ['> 5, < -5', -6, true],
  ])('should decide %s for %j', (tests, input, expected) => {
    expect(test(tests, input)).toEqual({ ok: true, value: expected });
  });

  it('should see the context', () => {
    expect(test('> limit', 11, { limit: 10 })).toEqual({ ok: true, value: true });
    expect(test('allowed', 'b', { allowed: ['a', 'b'] })).toEqual({ ok: true, value: true });
  });

  it('should fail on a syntax error', () => {
    expect(test('< ', 1).ok).toBe(false);
  });

  it('should agree with the comparison itself', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(), (input, low, width) => {
        const high = low + width;
        const inside = input >= low && input <= high;
        expect(test('[low..high]', input, { low, high })).toEqual({ ok: true, value: inside });
        expect(test('<= low', input, { low })).toEqual({ ok: true, value: input <= low });
      }),
    );
  });
});
