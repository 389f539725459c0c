import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Field, type FormSchema, readForm } from '../../admin-ui/src/forms/schema.ts';
import { fillText } from '../../admin-ui/src/forms/templates.ts';
import { validateForm } from '../../admin-ui/src/forms/validation.ts';
import { initialValues, submission, withValue } from '../../admin-ui/src/forms/values.ts';

const now = Date.parse('2026-03-02T03:00:00Z');

function form(...components: object[]): FormSchema {
  const schema = readForm({ type: 'default', components });
  if (schema === null) throw new Error('Expected a form');
  return schema;
}

const definitions = new URL('../../process-definitions/', import.meta.url);
const standard = readdirSync(definitions, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.form'),
);

function everyField(fields: Field[]): Field[] {
  return fields.flatMap((field) => [field, ...everyField(field.children)]);
}

describe('the forms of the standard processes', () => {
  it('should be there', () => {
    expect(standard.length).toBeGreaterThan(0);
  });

  it.each(standard)('should have only fields that can be drawn: %s', (path) => {
    const schema = readForm(readFileSync(new URL(path, definitions), 'utf8'));
    expect(schema).not.toBeNull();
    const unknown = everyField(schema?.fields ?? []).filter((field) => field.type === 'unknown');
    expect(unknown.map((field) => field.rawType)).toEqual([]);
  });

  it.each(standard)('should be in both languages: %s', (path) => {
    const schema = readForm(readFileSync(new URL(path, definitions), 'utf8'));
    const without = everyField(schema?.fields ?? []).filter(
      (field) => field.label !== '' && field.labelEn === null,
    );
    expect(without.map((field) => field.label)).toEqual([]);
  });
});

describe('first values', () => {
  it('should take the variable of the same name before the default', () => {
    const schema = form(
      { type: 'textfield', key: 'subject', defaultValue: 'none' },
      { type: 'textfield', key: 'note', defaultValue: 'none' },
    );
    expect(initialValues(schema, { subject: 'given' }, now)).toEqual({ subject: 'given', note: 'none' });
  });

  it('should compute a default that is an expression, from variables and earlier fields', () => {
    const schema = form(
      { type: 'number', key: 'days', defaultValue: 5 },
      { type: 'number', key: 'double', defaultValue: '=days * factor' },
    );
    expect(initialValues(schema, { factor: 2 }, now)).toEqual({ days: 5, double: 10 });
  });

  it('should leave a field empty whose expression fails', () => {
    const schema = form({ type: 'textfield', key: 'note', defaultValue: '=nothing.of(that)' });
    expect(initialValues(schema, {}, now)).toEqual({ note: null });
  });
});

describe('conditions', () => {
  const schema = form(
    {
      type: 'radio',
      key: 'decision',
      values: [
        { value: 'accept', label: 'A' },
        { value: 'refuse', label: 'B' },
      ],
      validate: { required: true },
    },
    {
      type: 'textarea',
      key: 'reason',
      validate: { required: true },
      conditional: { hide: '=decision != "refuse"' },
    },
  );

  it('should neither ask for nor send what is hidden', () => {
    const values = { decision: 'accept', reason: 'left over' };
    expect(validateForm(schema, values, {}, now).size).toBe(0);
    expect(submission(schema, values, {}, now)).toEqual({ decision: 'accept' });
  });

  it('should ask for what is shown', () => {
    const faults = validateForm(schema, { decision: 'refuse', reason: ' ' }, {}, now);
    expect([...faults.keys()]).toEqual(['reason']);
  });
});

describe('what is sent', () => {
  it('should leave out what is only read and known already', () => {
    const schema = form(
      { type: 'textfield', key: 'subject', readonly: true },
      { type: 'textfield', key: 'note' },
    );
    expect(submission(schema, { subject: 'x', note: 'y' }, { subject: 'x' }, now)).toEqual({ note: 'y' });
  });

  it('should hold the rows of a list, each with the conditions of its own row', () => {
    const schema = form({
      type: 'dynamiclist',
      path: 'findings',
      components: [
        { type: 'textfield', key: 'result', validate: { required: true } },
        {
          type: 'textfield',
          key: 'note',
          validate: { required: true },
          conditional: { hide: '=result = "PASS"' },
        },
      ],
    });
    const values = {
      findings: [
        { result: 'PASS', note: 'gone' },
        { result: 'FAIL', note: '' },
      ],
    };
    expect([...validateForm(schema, values, {}, now).keys()]).toEqual(['findings.1.note']);
    expect(submission(schema, values, {}, now)).toEqual({
      findings: [{ result: 'PASS' }, { result: 'FAIL', note: '' }],
    });
  });

  it('should lie under the path of its group', () => {
    const schema = form({ type: 'group', path: 'party', components: [{ type: 'textfield', key: 'name' }] });
    const values = withValue(initialValues(schema, {}, now), ['party', 'name'], 'An');
    expect(submission(schema, values, {}, now)).toEqual({ party: { name: 'An' } });
  });
});

describe('rules', () => {
  it('should hold lengths, limits and formats', () => {
    const schema = form(
      { type: 'textfield', key: 'short', validate: { maxLength: 3 } },
      { type: 'number', key: 'days', validate: { min: 1, max: 10 } },
      { type: 'number', key: 'odd' },
      { type: 'textfield', key: 'mail', validate: { validationType: 'email' } },
      { type: 'checkbox', key: 'agreed', validate: { required: true } },
    );
    const faults = validateForm(
      schema,
      { short: 'dài quá', days: 11, odd: 'ba', mail: 'an@', agreed: false },
      {},
      now,
    );
    expect([...faults].map(([path, fault]) => [path, fault.key])).toEqual([
      ['short', 'form.maxLength'],
      ['days', 'form.max'],
      ['odd', 'form.number'],
      ['mail', 'form.email'],
      ['agreed', 'form.missing'],
    ]);
  });

  it('should not ask of an empty field more than that it may be empty', () => {
    const schema = form({ type: 'textfield', key: 'note', validate: { minLength: 5 } });
    expect(validateForm(schema, { note: '' }, {}, now).size).toBe(0);
  });
});

describe('texts with expressions', () => {
  it('should be filled in', () => {
    expect(fillText('Còn {{days}} ngày', { days: 3 }, now)).toBe('Còn 3 ngày');
    expect(fillText('="Số " + number', { number: '12' }, now)).toBe('Số 12');
  });
});
