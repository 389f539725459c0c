import { describe, expect, it } from 'vitest';
import { constantValue } from '../../../engine/feel/constant.ts';

describe('an expression without data', () => {
  it.each([
    ['duration("P1D")', 'P1D'],
    ['"PT" + string(5) + "M"', 'PT5M'],
    ['[1, 2]', [1, 2]],
    ['if true then 1 else 2', 1],
    ['null', null],
  ])('should have its value: %s', (expression, value) => {
    expect(constantValue(expression)).toMatchObject({ ok: true, value });
  });

  it.each([
    'x',
    'a.b',
    'if a then 1 else 2',
    // a variable may be called like a function
    'count < 3',
    'now() + duration("P1D")',
    'for i in [1] return i',
    'count(1..1000000000)[item > 1]',
    'unknown(1)',
    '1 +',
    '',
  ])('should be unknown: %s', (expression) => {
    expect(constantValue(expression)).toBeNull();
  });
});
