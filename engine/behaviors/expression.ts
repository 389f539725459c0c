/**
 * Evaluates what a model's author wrote: FEEL after a leading `=`, plain text otherwise. A result of the wrong kind is a failure
 * that names the expression, never a silent conversion.
 */

import type { Template } from '../elements/element.ts';
import { evaluate, type Warning } from '../feel/index.ts';
import type { Expected } from '../oracle.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { ElementInstance, IncidentCode, Variables } from '../state/instance-state.ts';
import { visibleVariables } from './variables.ts';

/** `warnings` tell why parts of an expression were null. */
export type Result<T> = { ok: true; value: T; warnings?: Warning[] } | { ok: false; failure: Failure };

export const isExpression = (template: Template): boolean => template.startsWith('=');

/** The value of a template as seen from an element instance. */
export function evaluateIn(
  run: Run,
  instance: ElementInstance,
  template: Template,
  code: IncidentCode = 'EXPRESSION_FAILED',
  expected: Expected = 'value',
): Result<unknown> {
  if (!isExpression(template)) return { ok: true, value: template };
  return evaluateWith(run, visibleVariables(run.state, instance), template, code, expected);
}

export function evaluateWith(
  run: Run,
  context: Variables,
  template: Template,
  code: IncidentCode = 'EXPRESSION_FAILED',
  expected: Expected = 'value',
): Result<unknown> {
  if (!isExpression(template)) return { ok: true, value: template };
  const answer = run.oracle?.evaluate?.(template, expected, context);
  if (answer !== undefined) return { ok: true, value: answer };
  const result = evaluate(template.slice(1), context, run.now);
  if (result.ok) return result;
  return {
    ok: false,
    failure: fail(code, `Failed to evaluate expression '${template.slice(1)}': ${result.message}`),
  };
}

export function evaluateString(run: Run, instance: ElementInstance, template: Template): Result<string> {
  return narrow(
    evaluateIn(run, instance, template, 'EXPRESSION_FAILED', 'string'),
    template,
    'STRING',
    asText,
  );
}

/** Null stays null: for settings that may be left out. */
export function evaluateOptionalString(
  run: Run,
  instance: ElementInstance,
  template: Template | null,
): Result<string | null> {
  if (template === null) return { ok: true, value: null };
  const result = evaluateIn(run, instance, template, 'EXPRESSION_FAILED', 'string');
  if (result.ok && result.value === null) return { ok: true, value: null };
  return narrow(result, template, 'STRING', asText);
}

export function evaluateBoolean(
  run: Run,
  context: Variables,
  template: Template,
  code: IncidentCode,
): Result<boolean> {
  return narrowToBoolean(evaluateWith(run, context, template, code, 'boolean'), template, code);
}

export function narrowToBoolean(
  result: Result<unknown>,
  template: Template,
  code: IncidentCode = 'EXPRESSION_FAILED',
): Result<boolean> {
  const asBoolean = (value: unknown) => (typeof value === 'boolean' ? value : undefined);
  return narrow(result, template, 'BOOLEAN', asBoolean, code);
}

export function evaluateInteger(run: Run, instance: ElementInstance, template: Template): Result<number> {
  const result = evaluateIn(run, instance, template, 'EXPRESSION_FAILED', 'integer');
  return narrow(result, template, 'NUMBER', (value) => {
    const number = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
    return Number.isInteger(number) ? (number as number) : undefined;
  });
}

export function evaluateList(run: Run, instance: ElementInstance, template: Template): Result<unknown[]> {
  const result = evaluateIn(run, instance, template, 'EXPRESSION_FAILED', 'list');
  return narrow(result, template, 'ARRAY', (value) => (Array.isArray(value) ? value : undefined));
}

/** A FEEL list of texts, or text separated by commas. */
export function evaluateNames(
  run: Run,
  instance: ElementInstance,
  template: Template | null,
): Result<string[]> {
  if (template === null) return { ok: true, value: [] };
  const result = evaluateIn(run, instance, template, 'EXPRESSION_FAILED', 'names');
  if (result.ok && result.value === null) return { ok: true, value: [] };
  return narrow(result, template, 'ARRAY of STRING', (value) => {
    const names = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
    return names.map((name) => name.trim()).filter((name) => name !== '');
  });
}

/** The variable that an expression consists of; null for any other. */
export const plainVariable = (template: Template | null | undefined): string | null =>
  /^=\s*(\p{L}[\p{L}\p{N}_]*)\s*$/u.exec(template ?? '')?.[1] ?? null;

// helpers ////////////////////////////////////////////////////////////

function narrow<T>(
  result: Result<unknown>,
  template: Template,
  expected: string,
  convert: (value: unknown) => T | undefined,
  code: IncidentCode = 'EXPRESSION_FAILED',
): Result<T> {
  if (!result.ok) return result;
  const value = convert(result.value);
  if (value !== undefined) return { ok: true, value };
  const what = isExpression(template) ? `expression '${template.slice(1)}'` : `'${template}'`;
  return {
    ok: false,
    failure: fail(
      code,
      `Expected result of ${what} to be ${expected}, but was ${kindOf(result.value)}${reasons(result.warnings)}`,
    ),
  };
}

/** Why it came to that, as far as the evaluation noticed. */
function reasons(warnings: Warning[] = []): string {
  if (warnings.length === 0) return '';
  const lines = warnings.map(({ kind, message }) => `[${kind}] ${message}`);
  return `. The evaluation reported the following warnings:\n${lines.join('\n')}`;
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return 'ARRAY';
  return (typeof value).toUpperCase();
}
