/** The builtin functions: one line or more for each that DMN 1.5 (10.3.4) or the execution dialect has. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../engine/feel/index.ts';

/** Monday 2026-01-05, 08:00 in Vietnam. */
const NOW = Date.parse('2026-01-05T01:00:00Z');

const value = (expression: string): unknown => {
  const evaluation = evaluate(expression, {}, NOW);
  if (!evaluation.ok) throw new Error(evaluation.message);
  return evaluation.value;
};

const table: Record<string, [string, unknown][]> = {
  booleans: [
    ['not(true)', false],
    ['not(1)', null],
    ['is defined(1)', true],
    ['is defined(missing)', false],
    ['is defined(null)', false],
    ['get or else("x", "y")', 'x'],
    ['get or else(null, "y")', 'y'],
    ['assert(3, 3 > 2)', 3],
  ],
  conversions: [
    ['string(1.1)', '1.1'],
    ['string(0.1 + 0.2)', '0.3'],
    ['string(10 ** 21)', '1000000000000000000000'],
    ['string(0.0000001)', '0.0000001'],
    ['string([1, "a", null])', '[1, "a", null]'],
    ['string({a: 1, "b c": "x"})', '{a: 1, "b c": "x"}'],
    ['string(date("2026-01-05"))', '2026-01-05'],
    ['string(null)', null],
    ['number("1500.5")', 1500.5],
    ['number("1 500,5", " ", ",")', 1500.5],
    ['number("1.500", ".")', 1500],
    ['number("x")', null],
    ['number("")', null],
    ['date("2026-02-30")', null],
    ['date(2026, 1, 5)', '2026-01-05'],
    ['date(date and time("2026-01-05T08:00:00"))', '2026-01-05'],
    ['time("08:30:00")', '08:30:00'],
    ['time(8, 30, 0)', '08:30:00'],
    ['time(8, 30, 0, duration("PT7H"))', '08:30:00+07:00'],
    ['time(date and time("2026-01-05T08:00:00Z"))', '08:00:00Z'],
    ['date and time("2026-01-05")', '2026-01-05T00:00:00'],
    ['date and time(date("2026-01-05"), time("08:00:00"))', '2026-01-05T08:00:00'],
    [
      'date and time(@"2026-01-05T08:00:00@Asia/Ho_Chi_Minh", "Europe/Berlin")',
      '2026-01-05T02:00:00@Europe/Berlin',
    ],
    ['date and time(@"2026-01-05T08:00:00", "Europe/Berlin")', '2026-01-05T08:00:00@Europe/Berlin'],
    ['duration("P1DT2H")', 'P1DT2H'],
    ['duration("P1W")', null],
    ['years and months duration(date("2025-03-10"), date("2026-02-09"))', 'P10M'],
    ['range("[1..3)")', { start: 1, end: 3, 'start included': true, 'end included': false }],
    ['from json("{\\"a\\": [1, null]}")', { a: [1, null] }],
    ['from json("{")', null],
    ['to json({a: [date("2026-01-05"), null]})', '{"a":["2026-01-05",null]}'],
    ['context([{key: "a", value: 1}])', { a: 1 }],
  ],
  strings: [
    ['substring("foobar", 3)', 'obar'],
    ['substring("foobar", -2, 1)', 'a'],
    ['substring("hỏa tốc", 5)', 'tốc'],
    ['string length("công văn")', 8],
    ['upper case("hỏa tốc")', 'HỎA TỐC'],
    ['lower case("HỎA TỐC")', 'hỏa tốc'],
    ['substring before("foobar", "bar")', 'foo'],
    ['substring after("foobar", "foo")', 'bar'],
    ['contains("foobar", "ob")', true],
    ['starts with("foobar", "fo")', true],
    ['ends with("foobar", "r")', true],
    ['matches("foobar", "^fo*b")', true],
    ['matches("FOO", "foo", "i")', true],
    ['matches("a\\nb", "a.b")', false],
    ['matches("a\\nb", "a.b", "s")', true],
    ['matches("hello", "h e l l o", "x")', true],
    ['matches("b", "[a-z-[aeiou]]")', true],
    ['matches("e", "[a-z-[aeiou]]")', false],
    ['matches("a", "(")', null],
    ['replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '[1=ab][2=]cd'],
    ['replace("a.b", ".", "-", "q")', 'a-b'],
    ['replace("1-2", "(\\d)-(\\d)", "$2-$1")', '2-1'],
    ['split("a;b;;c", ";")', ['a', 'b', '', 'c']],
    ['split("a1b22c", "[0-9]+")', ['a', 'b', 'c']],
    ['string join(["a", "b", null], ", ")', 'a, b'],
    ['string join(["a", "b"])', 'ab'],
    ['string join(["a", "b"], ",", "[", "]")', '[a,b]'],
    ['extract("12a345", "[0-9]+")', ['12', '345']],
    ['trim("  x ")', 'x'],
    ['is blank("  ")', true],
    ['to base64("khẩn")', 'a2jhuqlu'],
    ['from base64("a2jhuqlu")', 'khẩn'],
    ['from base64("%")', null],
    ['"a" + "b"', 'ab'],
  ],
  lists: [
    ['list contains([1, 2, null], null)', true],
    ['list contains([date("2026-01-01")], date("2026-01-01"))', true],
    ['list replace([1, 2, 3], 2, 4)', [1, 4, 3]],
    ['list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)', [5, 5, 7, 8]],
    ['count([1, 2, 3])', 3],
    ['min(3, 1, 2)', 1],
    ['min([])', null],
    ['max(["b", "a"])', 'b'],
    ['max(date("2026-01-01"), date("2026-01-02"))', '2026-01-02'],
    ['max(1, "a")', null],
    ['sum([0.1, 0.2])', 0.3],
    ['sum([])', null],
    ['mean([1, 2, 6])', 3],
    ['median([8, 2, 5, 3, 4])', 4],
    ['median(1, 2, 3, 4)', 2.5],
    ['stddev(2, 4, 7, 5)', 2.0816659994661326],
    ['mode([6, 1, 9, 6, 1])', [1, 6]],
    ['mode([])', []],
    ['product(2, 3, 4)', 24],
    ['all([true, null, false])', false],
    ['all([true, null])', null],
    ['all([])', true],
    ['any([false, null, true])', true],
    ['any([])', false],
    ['sublist([4, 5, 6], 1, 2)', [4, 5]],
    ['sublist([4, 5, 6], -2)', [5, 6]],
    ['append([1], 2, 3)', [1, 2, 3]],
    ['concatenate([1, 2], [3])', [1, 2, 3]],
    ['insert before([1, 3], 1, 2)', [2, 1, 3]],
    ['insert before([1, 3], -1, 2)', [1, 2, 3]],
    ['remove([1, 2, 3], 2)', [1, 3]],
    ['remove([1, 2, 3], 7)', null],
    ['reverse([1, 2, 3])', [3, 2, 1]],
    ['index of([1, 2, 3, 2], 2)', [2, 4]],
    ['union([1, 2], [2, 3])', [1, 2, 3]],
    ['distinct values([1, 2, 1, "1"])', [1, 2, '1']],
    ['duplicate values([1, 2, 1, 3, 2])', [1, 2]],
    ['flatten([[1, 2], [[3]], 4])', [1, 2, 3, 4]],
    ['sort([3, 1, 4, 2], function(x, y) x < y)', [1, 2, 3, 4]],
    ['is empty([])', true],
    ['partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
  ],
  numbers: [
    ['decimal(1.005, 2)', 1],
    ['decimal(1.015, 2)', 1.02],
    ['decimal(2.5, 0)', 2],
    ['decimal(2.5, 0, "half_up")', 3],
    ['decimal(1234, -2)', 1200],
    ['floor(1.5)', 1],
    ['floor(-1.56, 1)', -1.6],
    ['ceiling(1.5)', 2],
    ['ceiling(-1.56, 1)', -1.5],
    ['round up(5.5, 0)', 6],
    ['round up(-5.5, 0)', -6],
    ['round down(-5.5, 0)', -5],
    ['round half up(-5.5, 0)', -6],
    ['round half down(5.5, 0)', 5],
    ['round half up(1.005, 2)', 1.01],
    ['abs(-10)', 10],
    ['abs(duration("-PT5H"))', 'PT5H'],
    ['modulo(12, 5)', 2],
    ['modulo(-12, 5)', 3],
    ['modulo(10.1, 4.5)', 1.1],
    ['modulo(1, 0)', null],
    ['sqrt(16)', 4],
    ['sqrt(-1)', null],
    ['log(1)', 0],
    ['exp(5)', 148.4131591025766],
    ['odd(5)', true],
    ['even(-2)', true],
    ['odd(1.5)', false],
  ],
  'dates and times': [
    ['now()', '2026-01-05T08:00:00+07:00'],
    ['today()', '2026-01-05'],
    ['day of year(date("2026-02-01"))', 32],
    ['day of week(date("2026-01-05"))', 'Monday'],
    ['month of year(date("2026-01-05"))', 'January'],
    ['week of year(date("2027-01-01"))', 53],
    ['week of year(date("2026-01-05"))', 2],
    ['last day of month(date("2028-02-10"))', '2028-02-29'],
    ['is(@"2026-01-05", @"2026-01-05")', true],
    ['is(@"08:00:00Z", @"08:00:00+00:00")', true],
    ['is(@"08:00:00Z", @"09:00:00+01:00")', false],
    ['@"08:00:00Z" = @"09:00:00+01:00"', true],
    ['from unix timestamp(0)', '1970-01-01T00:00:00Z'],
  ],
  ranges: [
    ['before(1, 10)', true],
    ['before([1..5], 10)', true],
    ['after([5..10], 1)', true],
    ['meets([1..5], [5..10])', true],
    ['met by([5..10], [1..5])', true],
    ['overlaps([1..5], [3..8])', true],
    ['overlaps([1..5), [5..8])', false],
    ['overlaps before([1..5], [3..8])', true],
    ['overlaps after([3..8], [1..5])', true],
    ['finishes(10, [1..10])', true],
    ['finished by([1..10], 10)', true],
    ['includes([1..10], [2..3])', true],
    ['includes((1..10], 1)', false],
    ['during([4..6], [1..10))', true],
    ['starts([1..5), [1..10])', true],
    ['started by([1..10], 1)', true],
    ['coincides([1..5], [1..5])', true],
    ['coincides(5, 3)', false],
    ['before(1, "a")', null],
  ],
  contexts: [
    ['get value({a: 1}, "a")', 1],
    ['get value({a: {b: 2}}, ["a", "b"])', 2],
    ['get value({a: 1}, "z")', null],
    ['get entries({a: 1})', [{ key: 'a', value: 1 }]],
    ['context put({a: 1}, "b", 2)', { a: 1, b: 2 }],
    ['context put({a: {c: 1}}, ["a", "b"], 2)', { a: { c: 1, b: 2 } }],
    ['context put({}, ["a", "b"], 2)', { a: { b: 2 } }],
    ['context merge({a: 1}, {a: 2, b: 3})', { a: 2, b: 3 }],
    ['context merge([{a: 1}, {b: 2}])', { a: 1, b: 2 }],
    ['put({a: 1}, "b", 2)', { a: 1, b: 2 }],
    ['put all({a: 1}, {b: 2})', { a: 1, b: 2 }],
  ],
};

describe.each(Object.entries(table))('builtin functions on %s', (_, cases) => {
  it.each(cases)('should evaluate %s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });
});

describe('calling functions', () => {
  it('should take parameters by name, in any order', () => {
    expect(value('substring(length: 2, start position: 2, string: "foobar")')).toBe('oo');
    expect(value('number(from: "1,5", decimal separator: ",")')).toBe(1.5);
    expect(value('substring(text: "foobar", start position: 2)')).toBeNull();
  });

  it('should be null with a warning where arguments do not fit', () => {
    expect(evaluate('upper case(1)', {}, NOW)).toEqual({
      ok: true,
      value: null,
      warnings: [
        {
          kind: 'FUNCTION_INVOCATION_FAILURE',
          message: "Failed to invoke function 'upper case' with (number): it takes (string)",
        },
      ],
    });
    expect(value('upper case("a", "b")')).toBeNull();
  });

  it('should pass a list of one for its element, and an element for a list of one', () => {
    expect(value('upper case(["a"])')).toBe('A');
    expect(value('count(5)')).toBe(1);
  });

  it('should let expressions define functions, also of functions', () => {
    expect(value('{ twice: function(f, x) f(f(x)), r: twice(function(n: number) n + 2, 1) }.r')).toBe(5);
    expect(value('{ fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(5) }.r')).toBe(120);
    expect(value('(function(n: number) n)("a")')).toBeNull();
  });
});
