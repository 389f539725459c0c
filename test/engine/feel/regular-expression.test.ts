import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../engine/feel/index.ts';

const asked = (expression: string, context: Record<string, unknown>) => evaluate(expression, context, 0);
const value = (expression: string, context: Record<string, unknown>): unknown => {
  const result = asked(expression, context);
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

describe('regular expressions', () => {
  it.each<[string, string, string, boolean | null]>([
    ['^\\d{10}(-\\d{3})?$', '0123456789-001', '', true],
    ['^\\d{10}(-\\d{3})?$', '012345678', '', false],
    ['^[\\p{Lu}][\\p{L} ]+$', 'Nguyễn Thị Ân', '', true],
    ['^\\p{IsBasicLatin}+$', 'khẩn', '', false],
    ['(a|ab)(c|bcd)$', 'abcd', '', true],
    ['^(a+)+$', 'aaaa', '', true],
    ['(\\w)\\1', 'hello', '', true],
    ['^(.)(.)\\2\\1$', 'abba', '', true],
    ['a.c', 'a😀c', '', true],
    ['^b', 'a\nb', '', false],
    ['^b', 'a\nb', 'm', true],
    ['KHẨN', 'khẩn', 'i', true],
    ['[^a-m]', 'K', 'i', false],
    ['a{2,3}b', 'aab', '', true],
    ['a{2,3}b', 'ab', '', false],
    ['(a*)*b', 'aaa', '', false],
    ['()', 'x', '', true],
    ['a(?=b)', 'ab', '', null],
    ['a{3,2}', 'a', '', null],
    ['*a', 'a', '', null],
    ['\\q', 'q', '', null],
    ['[z-a]', 'a', '', null],
    ['a', 'a', 'g', null],
  ])('should ask %s of %s with flags "%s"', (pattern, text, flags, expected) => {
    expect(value('matches(text, pattern, flags)', { text, pattern, flags })).toBe(expected);
  });

  it.each([
    ['abc', 'b*', 'X', null],
    ['banana', 'a(n)?', '<$1>', 'b<n><n><>'],
    ['2026-01-05', '(\\d+)-(\\d+)-(\\d+)', '$3/$2/$1', '05/01/2026'],
    ['a1', '(a)', '$12', 'a21'],
    ['cost', 'cost', '\\$5', '$5'],
    ['aaa', 'a+?', 'b', 'bbb'],
    ['x', 'x', '$', null],
  ])('should replace in %s', (text, pattern, replacement, expected) => {
    expect(value('replace(text, pattern, replacement)', { text, pattern, replacement })).toBe(expected);
  });

  it('should not run away', () => {
    const text = `${'a'.repeat(5000)}!`;
    for (const pattern of ['^(a+)+$', '^(a|aa)*$', '(a*)*(a*)*(a*)*b', '(.*)(.*)(.*)x'])
      expect([pattern, value('matches(text, pattern)', { text: text.slice(-400), pattern })]).toEqual([
        pattern,
        false,
      ]);
    expect(asked('matches(text, pattern)', { text, pattern: '^(a*)*\\1\\1b' }).ok).toBe(false);
    expect(value('matches(text, pattern)', { text, pattern: '((((a{90}){90}){90}){90})' })).toBeNull();
    expect(value('matches(text, pattern)', { text, pattern: '('.repeat(3000) })).toBeNull();
  });

  it('should agree with JavaScript where the languages do', () => {
    // what is repeated takes something: else the languages differ in when a repetition ends
    const part = fc.letrec<{ pattern: string; taking: string; piece: string }>((tie) => ({
      taking: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '(ab|a)'),
        fc.tuple(tie('taking'), tie('piece')).map(([x, y]) => `(${x}${y})`),
        fc.tuple(tie('piece'), tie('taking')).map(([x, y]) => `(?:${x}${y})`),
        tie('taking').map((it) => `(?:${it})+`),
      ),
      piece: fc.oneof(
        { maxDepth: 3 },
        tie('taking'),
        fc.constantFrom('^', '$'),
        fc
          .tuple(tie('taking'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?', '+?', '??'))
          .map(([x, q]) => `(?:${x})${q}`),
      ),
      pattern: fc.oneof(
        { maxDepth: 3 },
        tie('piece'),
        fc.tuple(tie('piece'), tie('pattern')).map(([x, y]) => x + y),
        fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => `${x}|${y}`),
      ),
    }));
    fc.assert(
      fc.property(
        part.pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), maxLength: 8 }),
        (pattern, text) => {
          const found = value('extract(text, pattern)', { text, pattern });
          expect([pattern, text, found]).toEqual([
            pattern,
            text,
            text.match(new RegExp(pattern, 'gu')) ?? [],
          ]);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
