/** Evaluating a decision with all it requires (DMN 1.3, chapter 6 and 10.4). */
import { type EvalContext, FeelFunction } from 'feelin';
import { clockAt } from '../feel/clock.ts';
import { type Evaluation, evaluateIn } from '../feel/evaluation.ts';
import { toJson } from '../feel/json.ts';
import type { CompiledDecision, Logic, Requirements } from './decision.ts';
import { evaluateTable } from './decision-table.ts';
import { asType } from './typed-value.ts';

interface Run {
  decisions: Record<string, CompiledDecision>;
  /** The caller's variables and the clock. */
  variables: EvalContext;
  /** Results so far: each decision is evaluated once in a run, however many require it. */
  results: Map<string, Evaluation>;
}

type NativeFunction = ((...args: unknown[]) => unknown) & { $args: string[] };

/** A function for FEEL; it can only report its failure by throwing, and the expression that calls it catches that. */
function functionOver(parameters: string[], call: (values: EvalContext) => Evaluation): NativeFunction {
  return Object.assign(
    (...args: unknown[]) => {
      const result = call(Object.fromEntries(parameters.map((name, i) => [name, args[i] ?? null])));
      if (!result.ok) throw new Error(result.message);
      return result.value;
    },
    { $args: parameters },
  );
}

function invoke(target: unknown, bindings: EvalContext): Evaluation {
  try {
    if (target instanceof FeelFunction) return { ok: true, value: target.invoke(bindings) };
    if (typeof target === 'function') {
      const { $args: parameters } = target as NativeFunction;
      return { ok: true, value: (target as NativeFunction)(...parameters.map((name) => bindings[name])) };
    }
    return { ok: false, message: 'Expected an invocation of a function, but it is none' };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

// boxed expressions (10.2) ///////////////////////////////////////////

function evaluateContext(entries: { name: string | null; value: Logic }[], scope: EvalContext): Evaluation {
  const context: EvalContext = {};
  for (const { name, value } of entries) {
    const entry = evaluateLogic(value, { ...scope, ...context });
    // an entry without a name is the result of the whole (10.2.1.4)
    if (!entry.ok || name === null) return entry;
    context[name] = entry.value;
  }
  return { ok: true, value: context };
}

function evaluateEach(
  elements: Logic[],
  scope: EvalContext,
): { ok: true; value: unknown[] } | { ok: false; message: string } {
  const values: unknown[] = [];
  for (const element of elements) {
    const evaluation = evaluateLogic(element, scope);
    if (!evaluation.ok) return evaluation;
    values.push(evaluation.value);
  }
  return { ok: true, value: values };
}

function evaluateRelation(columns: string[], rows: Logic[][], scope: EvalContext): Evaluation {
  const records: EvalContext[] = [];
  for (const row of rows) {
    const cells = evaluateEach(row, scope);
    if (!cells.ok) return cells;
    records.push(Object.fromEntries(columns.map((column, i) => [column, cells.value[i] ?? null])));
  }
  return { ok: true, value: records };
}

function evaluateInvocation(logic: Extract<Logic, { kind: 'invocation' }>, scope: EvalContext): Evaluation {
  const target = evaluateLogic(logic.called, scope);
  if (!target.ok) return target;
  const values = evaluateEach(
    logic.bindings.map((binding) => binding.value),
    scope,
  );
  if (!values.ok) return values;
  return invoke(
    target.value,
    Object.fromEntries(logic.bindings.map(({ parameter }, i) => [parameter, values.value[i]])),
  );
}

function evaluateLogic(logic: Logic, scope: EvalContext): Evaluation {
  switch (logic.kind) {
    case 'literal':
      return logic.text.trim() === '' ? { ok: true, value: null } : evaluateIn(scope, logic.text);
    case 'table':
      return evaluateTable(logic, scope);
    case 'context':
      return evaluateContext(logic.entries, scope);
    case 'list':
      return evaluateEach(logic.elements, scope);
    case 'relation':
      return evaluateRelation(logic.columns, logic.rows, scope);
    case 'invocation':
      return evaluateInvocation(logic, scope);
    case 'function':
      return {
        ok: true,
        value: functionOver(logic.parameters, (values) => evaluateLogic(logic.body, { ...scope, ...values })),
      };
    case 'unsupported':
      return { ok: false, message: logic.reason };
  }
}

// requirements (6.2) /////////////////////////////////////////////////

function scopeOf(
  requires: Requirements,
  run: Run,
): { ok: true; value: EvalContext } | { ok: false; message: string } {
  const scope: EvalContext = { ...run.variables };
  for (const { name, type } of requires.inputs) scope[name] = asType(run.variables[name] ?? null, type);
  for (const id of [...requires.knowledge, ...requires.decisions]) {
    const required = run.decisions[id];
    const result = resultOf(id, run);
    if (!required || !result.ok) return result.ok ? { ok: true, value: scope } : result;
    scope[required.variable] = result.value;
    scope[required.name] = result.value;
  }
  return { ok: true, value: scope };
}

function evaluateElement(element: CompiledDecision, run: Run): Evaluation {
  if (element.kind === 'decisionService') {
    const given = element.inputDecisions.flatMap((id) => run.decisions[id] ?? []);
    const parameters = [...given.map(({ variable }) => variable), ...element.inputs.map(({ name }) => name)];
    return {
      ok: true,
      value: functionOver(parameters, (values) => {
        const results = new Map(
          given.map(({ id, variable }) => [id, { ok: true, value: values[variable] } satisfies Evaluation]),
        );
        return serve(element.outputs, { ...run, variables: { ...run.variables, ...values }, results });
      }),
    };
  }
  const scope = scopeOf(element.requires, run);
  return scope.ok ? evaluateLogic(element.logic, scope.value) : scope;
}

/** One output decision is its value, several are a context by their names (10.4). */
function serve(outputs: string[], run: Run): Evaluation {
  const context: EvalContext = {};
  for (const id of outputs) {
    const result = resultOf(id, run);
    if (!result.ok || outputs.length === 1) return result;
    context[run.decisions[id]?.variable ?? id] = result.value;
  }
  return { ok: true, value: context };
}

function resultOf(id: string, run: Run): Evaluation {
  const known = run.results.get(id);
  if (known) return known;
  const element = run.decisions[id];
  if (!element) return { ok: false, message: `Expected a decision '${id}', but there is none` };
  run.results.set(id, { ok: false, message: `Expected '${id}' not to require itself, but it does` });
  const result = element.kind === 'knowledgeModel' ? knowledge(element, run) : evaluateElement(element, run);
  run.results.set(id, result);
  return result;
}

/** A knowledge model may call itself, and is only evaluated when called. */
function knowledge(element: Extract<CompiledDecision, { kind: 'knowledgeModel' }>, run: Run): Evaluation {
  if (element.logic.kind !== 'function') return evaluateElement(element, run);
  const { parameters, body } = element.logic;
  const self: NativeFunction = functionOver(parameters, (values) => {
    const scope = scopeOf(element.requires, run);
    if (!scope.ok) return scope;
    return evaluateLogic(body, { ...scope.value, [element.variable]: self, ...values });
  });
  return { ok: true, value: self };
}

/**
 * The value of a decision, as plain JSON. `decisions` is what `compile.ts` made of the files; `context` holds the variables by
 * name; `now` is epoch milliseconds. A decision service is evaluated with its parameters taken from the variables.
 *
 * A decision sees what it requires and, besides, every variable of the caller, as the execution dialect has it.
 */
export function evaluateDecision(
  decisions: Record<string, unknown>,
  id: string,
  context: EvalContext,
  now: number,
): Evaluation {
  const run: Run = {
    decisions: decisions as Record<string, CompiledDecision>,
    variables: { ...clockAt(now), ...context },
    results: new Map(),
  };
  const element = run.decisions[id];
  const result = element?.kind === 'decisionService' ? serve(element.outputs, run) : resultOf(id, run);
  return result.ok ? { ok: true, value: toJson(result.value) } : result;
}
