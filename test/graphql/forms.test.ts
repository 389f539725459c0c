import { describe, expect, it } from 'vitest';
import type { Variables } from '../../engine/index.ts';
import { validateForm } from '../../graphql/forms/validate-form.ts';

async function check(components: unknown[], submitted: Variables, shown: Variables = {}) {
  const answer = await validateForm({
    form: { id: 'form', components },
    shown,
    submitted,
    now: Date.UTC(2026, 10, 22),
    knows: async (source, value) => value === `known of ${source}`,
  });
  return { variables: answer.variables, faults: answer.problems.map(({ path }) => path).sort() };
}

const fine = async (component: Record<string, unknown>, value: unknown) => {
  const { faults } = await check([{ key: 'x', ...component }], { x: value });
  return faults.length === 0;
};

describe('a filled-in form', () => {
  it('should be refused where a required field is missing, empty or unticked', async () => {
    const required = { required: true };
    const components = ['textfield', 'number', 'checkbox', 'taglist'].map((type) => ({
      type,
      key: type,
      validate: required,
    }));
    expect((await check(components, { checkbox: false, taglist: [], textfield: '' })).faults).toEqual([
      'checkbox',
      'number',
      'taglist',
      'textfield',
    ]);
  });

  it('should not need, and not let through, what it hides', async () => {
    const components = [
      { type: 'radio', key: 'decision', values: [{ value: 'a' }, { value: 'b' }] },
      {
        type: 'textarea',
        key: 'why',
        validate: { required: true },
        conditional: { hide: '=decision != "b"' },
      },
    ];
    expect(await check(components, { decision: 'a', why: 'sneaked in' })).toEqual({
      variables: { decision: 'a' },
      faults: [],
    });
    expect((await check(components, { decision: 'b' })).faults).toEqual(['why']);
  });

  it('should keep what is read-only as it was', async () => {
    const components = [
      { type: 'textfield', key: 'number', readonly: true },
      { type: 'textfield', key: 'other', readonly: '=locked' },
    ];
    const answer = await check(components, { number: 'changed', other: 'changed' }, { locked: true });
    expect(answer).toEqual({ variables: {}, faults: [] });
  });

  it('should refuse a field that it does not have', async () => {
    expect((await check([{ type: 'textfield', key: 'a' }], { a: 'x', agency: 'H26.02' })).faults).toEqual([
      'agency',
    ]);
  });

  it.each([
    ['textfield', 'x', true],
    ['textfield', 5, false],
    ['textfield', 'x'.repeat(20_001), false],
    ['number', 5, true],
    ['number', '5', false],
    ['number', Number.NaN, false],
    ['checkbox', true, true],
    ['checkbox', 'yes', false],
    ['datetime', '2026-11-22', true],
    ['datetime', '22/11/2026', false],
    ['taglist', ['a'], true],
    ['taglist', 'a', false],
    ['filepicker', ['known of files'], true],
    ['filepicker', ['foreign'], false],
    ['filepicker', [5], false],
  ])('should take a %s of %j: %j', async (type, value, expected) => {
    expect(await fine({ type }, value)).toBe(expected);
  });

  it('should hold limits, also those that are computed', async () => {
    expect(await fine({ type: 'number', validate: { min: 1, max: '=1 + 1' } }, 3)).toBe(false);
    expect(await fine({ type: 'number', validate: { min: 1, max: '=1 + 1' } }, 2)).toBe(true);
    expect(await fine({ type: 'textfield', validate: { minLength: 3 } }, 'ab')).toBe(false);
    expect(await fine({ type: 'textfield', validate: { maxLength: 2 } }, 'Đỗ')).toBe(true);
    expect(await fine({ type: 'textfield', validate: { pattern: '\\d+' } }, 'a1')).toBe(false);
    expect(await fine({ type: 'textfield', validate: { pattern: '(' } }, 'a1')).toBe(true);
  });

  it('should take choices only from their options or their source', async () => {
    expect(await fine({ type: 'select', values: [{ value: 'a', label: 'A' }] }, 'b')).toBe(false);
    expect(await fine({ type: 'select', properties: { source: 'agencies' } }, 'known of agencies')).toBe(
      true,
    );
    expect(await fine({ type: 'select', properties: { source: 'people:clerk' } }, 'x')).toBe(false);
    const component = { type: 'select', key: 'x', valuesKey: 'options' };
    expect((await check([component], { x: 'c' }, { options: ['a', 'b'] })).faults).toEqual(['x']);
    const expression = { type: 'radio', key: 'x', valuesExpression: '=["a", "b"]' };
    expect((await check([expression], { x: 'a' })).faults).toEqual([]);
  });

  it('should look into every item of a list, by the item’s own values', async () => {
    const components = [
      {
        type: 'dynamiclist',
        path: 'findings',
        components: [
          {
            type: 'select',
            key: 'result',
            values: [{ value: 'PASS' }, { value: 'FAIL' }],
            validate: { required: true },
          },
          {
            type: 'textarea',
            key: 'note',
            validate: { required: true },
            conditional: { hide: '=result = "PASS"' },
          },
        ],
      },
    ];
    const findings = [
      { result: 'PASS', note: 'dropped' },
      { result: 'FAIL' },
      { result: 'MAYBE', note: 'x' },
    ];

    const answer = await check(components, { findings });

    expect(answer.faults).toEqual(['findings.1.note', 'findings.2.result']);
    expect(answer.variables.findings).toMatchObject([{ result: 'PASS' }, { result: 'FAIL' }, { note: 'x' }]);
  });

  it('should put the fields of a group where the group says', async () => {
    const components = [
      {
        type: 'group',
        path: 'contact',
        components: [{ type: 'textfield', key: 'name', validate: { required: true } }],
      },
      { type: 'group', components: [{ type: 'textfield', key: 'plain' }] },
    ];
    expect(await check(components, { contact: { name: 'A', role: 'x' }, plain: 'y' })).toEqual({
      variables: { contact: { name: 'A' }, plain: 'y' },
      faults: [],
    });
    expect((await check(components, {})).faults).toEqual(['contact.name']);
  });
});
