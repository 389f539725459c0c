/** Decision tables (DMN 1.3, chapter 8). */
import type { EvalContext } from 'feelin';
import { isEqual } from '../feel/builtins.ts';
import { type Evaluation, evaluateIn, testInput } from '../feel/evaluation.ts';
import type { DecisionTable } from './decision.ts';

type Rule = DecisionTable['rules'][number];

interface Hit {
  /** Counted from 1, as the rows of the table are for people. */
  row: number;
  outputs: unknown[];
}

type Collected<T> = { ok: true; value: T[] } | { ok: false; message: string };

function evaluateAll(texts: string[], scope: EvalContext): Collected<unknown> {
  const values: unknown[] = [];
  for (const text of texts) {
    const evaluation: Evaluation = text.trim() === '' ? { ok: true, value: null } : evaluateIn(scope, text);
    if (!evaluation.ok) return evaluation;
    values.push(evaluation.value);
  }
  return { ok: true, value: values };
}

function matches(rule: Rule, inputs: unknown[], scope: EvalContext): Evaluation {
  for (const [column, tests] of rule.tests.entries()) {
    const evaluation = testInput(tests, inputs[column], scope);
    if (!evaluation.ok || evaluation.value !== true) return evaluation;
  }
  return { ok: true, value: true };
}

function hitsOf(table: DecisionTable, scope: EvalContext): Collected<Hit> {
  const inputs = evaluateAll(table.inputs, scope);
  if (!inputs.ok) return inputs;
  const hits: Hit[] = [];
  for (const [index, rule] of table.rules.entries()) {
    const match = matches(rule, inputs.value, scope);
    if (!match.ok) return match;
    if (match.value !== true) continue;
    const outputs = evaluateAll(rule.outputs, scope);
    if (!outputs.ok) return outputs;
    hits.push({ row: index + 1, outputs: outputs.value });
    if (table.hitPolicy === 'FIRST') break;
  }
  return { ok: true, value: hits };
}

/** One output is its value, several are an object by their names. */
function resultOf(table: DecisionTable, outputs: unknown[]): unknown {
  if (table.outputs.length === 1) return outputs[0] ?? null;
  return Object.fromEntries(table.outputs.map(({ name }, column) => [name, outputs[column] ?? null]));
}

/** Without a hit the default outputs, or null where there are none (8.3.3). */
function resultWithoutHit(table: DecisionTable, scope: EvalContext): Evaluation {
  if (table.outputs.every((output) => output.default === null)) return { ok: true, value: null };
  const defaults = evaluateAll(
    table.outputs.map((output) => output.default ?? ''),
    scope,
  );
  return defaults.ok ? { ok: true, value: resultOf(table, defaults.value) } : defaults;
}

/** Best first, by the position of each output among its column's allowed values, the first column counting most (8.2.10). */
function byPriority(table: DecisionTable, hits: Hit[], scope: EvalContext): Collected<Hit> {
  const ranks: unknown[][] = [];
  for (const { values } of table.outputs) {
    const evaluation = evaluateIn(scope, `[${values ?? ''}]`);
    if (!evaluation.ok) return evaluation;
    ranks.push(Array.isArray(evaluation.value) ? evaluation.value : []);
  }
  const rank = (hit: Hit, column: number) => {
    const position = ranks[column]?.findIndex((value) => isEqual(value, hit.outputs[column])) ?? -1;
    return position === -1 ? Number.MAX_SAFE_INTEGER : position;
  };
  const compare = (a: Hit, b: Hit) => {
    for (const column of table.outputs.keys()) {
      const difference = rank(a, column) - rank(b, column);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return { ok: true, value: hits.toSorted(compare) };
}

function aggregate(table: DecisionTable, results: unknown[]): Evaluation {
  if (table.aggregation === null) return { ok: true, value: results };
  if (table.outputs.length > 1) {
    return {
      ok: false,
      message: `Expected one output to collect by ${table.aggregation}, but there are several`,
    };
  }
  return evaluateIn({ results }, `${table.aggregation.toLowerCase()}(results)`);
}

function rowsOf(hits: Hit[]): string {
  return hits.map(({ row }) => row).join(', ');
}

/** The result by the table's hit policy (8.2.10). `scope` holds the values that the table's expressions refer to. */
export function evaluateTable(table: DecisionTable, scope: EvalContext): Evaluation {
  const found = hitsOf(table, scope);
  if (!found.ok) return found;
  const hits = found.value;
  const [first] = hits;
  if (!first) return resultWithoutHit(table, scope);
  const results = hits.map((hit) => resultOf(table, hit.outputs));

  switch (table.hitPolicy) {
    case 'UNIQUE':
      if (hits.length === 1) return { ok: true, value: results[0] };
      return {
        ok: false,
        message: `Expected one rule to match (hit policy UNIQUE), but rules ${rowsOf(hits)} do`,
      };
    case 'ANY':
      if (results.every((result) => isEqual(result, results[0]))) return { ok: true, value: results[0] };
      return {
        ok: false,
        message: `Expected all matching rules to agree (hit policy ANY), but rules ${rowsOf(hits)} differ`,
      };
    case 'FIRST':
      return { ok: true, value: results[0] };
    case 'RULE ORDER':
      return { ok: true, value: results };
    case 'COLLECT':
      return aggregate(table, results);
    case 'PRIORITY':
    case 'OUTPUT ORDER': {
      const ordered = byPriority(table, hits, scope);
      if (!ordered.ok) return ordered;
      const sorted = ordered.value.map((hit) => resultOf(table, hit.outputs));
      return { ok: true, value: table.hitPolicy === 'PRIORITY' ? sorted[0] : sorted };
    }
  }
}
