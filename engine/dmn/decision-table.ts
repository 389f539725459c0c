/** Decision tables (DMN 1.5, chapter 8). */
import type { Code } from '../feel/compile.ts';
import { EvaluationFailure, type Scope } from '../feel/evaluating.ts';
import { codeOf, testCodeOf } from '../feel/prepare.ts';
import { compare, isEqual } from '../feel/values/equality.ts';
import { add } from '../feel/values/number.ts';
import type { DecisionTable } from './decision.ts';

interface Hit {
  /** Counted from 1, as the rows of the table are for people. */
  row: number;
  outputs: unknown[];
}

const nothing: Code = () => null;
const codeOrNull = (text: string | null): Code =>
  text === null || text.trim() === '' ? nothing : codeOf(text);

/** One output is its value, several are an object by their names. */
function resultOf(table: DecisionTable, outputs: unknown[]): unknown {
  if (table.outputs.length === 1) return outputs[0] ?? null;
  return Object.fromEntries(table.outputs.map(({ name }, column) => [name, outputs[column] ?? null]));
}

/** Best first, by the position of each output among its column's allowed values, the first column counting most (8.2.10). */
function byPriority(hits: Hit[], allowed: unknown[][]): Hit[] {
  const rank = (hit: Hit, column: number) => {
    const position = allowed[column]?.findIndex((value) => isEqual(value, hit.outputs[column])) ?? -1;
    return position === -1 ? Number.MAX_SAFE_INTEGER : position;
  };
  return hits.toSorted((a, b) => {
    for (const column of allowed.keys()) {
      const difference = rank(a, column) - rank(b, column);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function best(values: unknown[], sign: 1 | -1): unknown {
  return values.reduce((one, other) => {
    const order = compare(other, one);
    if (order === null) throw new EvaluationFailure('the results to aggregate cannot be compared');
    return order * sign > 0 ? other : one;
  });
}

/** Null for results that are no numbers. */
function sumOf(values: unknown[]): number | null {
  return values.every((value) => typeof value === 'number')
    ? values.reduce((sum, value) => add(sum, value), 0)
    : null;
}

function aggregated(table: DecisionTable, results: unknown[]): unknown {
  if (table.aggregation !== null && table.outputs.length > 1)
    throw new EvaluationFailure(
      `there are several outputs to collect by ${table.aggregation}, where there may be one`,
    );
  switch (table.aggregation) {
    case null:
      return results;
    case 'COUNT':
      return results.length;
    case 'SUM':
      return sumOf(results);
    case 'MIN':
      return best(results, -1);
    case 'MAX':
      return best(results, 1);
  }
}

const rowsOf = (hits: Hit[]): string => hits.map(({ row }) => row).join(', ');

/** The result of matching rules by the table's hit policy (8.2.10). */
function byPolicy(table: DecisionTable, hits: Hit[], allowed: () => unknown[][]): unknown {
  const results = (of: Hit[]) => of.map((hit) => resultOf(table, hit.outputs));
  const [first] = hits;
  switch (table.hitPolicy) {
    case 'UNIQUE':
      if (hits.length > 1)
        throw new EvaluationFailure(`rules ${rowsOf(hits)} match, where hit policy UNIQUE allows one`);
      return results(hits)[0];
    case 'ANY':
      if (hits.some((hit) => !isEqual(hit.outputs, first?.outputs)))
        throw new EvaluationFailure(`rules ${rowsOf(hits)} differ, which hit policy ANY does not allow`);
      return results(hits)[0];
    case 'FIRST':
      return results(hits)[0];
    case 'RULE ORDER':
      return results(hits);
    case 'COLLECT':
      return aggregated(table, results(hits));
    case 'PRIORITY':
      return results(byPriority(hits, allowed()))[0];
    case 'OUTPUT ORDER':
      return results(byPriority(hits, allowed()));
  }
}

export function tableCode(table: DecisionTable): Code {
  const inputs = table.inputs.map(codeOrNull);
  const rules = table.rules.map(({ tests, outputs }) => ({
    tests: tests.map(testCodeOf),
    outputs: outputs.map(codeOrNull),
  }));
  const defaults = table.outputs.map((output) => codeOrNull(output.default));
  const hasDefault = table.outputs.some((output) => output.default !== null);
  const allowed = table.outputs.map(({ values }) => codeOf(`[${values ?? ''}]`));
  const isFirst = table.hitPolicy === 'FIRST';

  const hitsIn = (scope: Scope): Hit[] => {
    const values = inputs.map((input) => input(scope));
    const hits: Hit[] = [];
    for (const [index, rule] of rules.entries()) {
      scope.evaluating.spend(1);
      if (!rule.tests.every((test, column) => test(scope, values[column] ?? null))) continue;
      hits.push({ row: index + 1, outputs: rule.outputs.map((output) => output(scope)) });
      if (isFirst) break;
    }
    return hits;
  };
  const allowedIn = (scope: Scope): unknown[][] =>
    allowed.map((code) => {
      const values = code(scope);
      return Array.isArray(values) ? values : [];
    });

  return (scope) => {
    const hits = hitsIn(scope);
    if (hits.length > 0) return byPolicy(table, hits, () => allowedIn(scope)) ?? null;
    // without a hit the default outputs, or null where there are none (8.3.3)
    if (!hasDefault) return null;
    return resultOf(
      table,
      defaults.map((code) => code(scope)),
    );
  };
}
