/** Evaluating a decision with all it requires (DMN 1.5, chapter 6 and 10.4). */
import { type Code, functionOver } from '../feel/compile.ts';
import { Evaluating, EvaluationFailure, Scope } from '../feel/evaluating.ts';
import type { Evaluation } from '../feel/evaluation.ts';
import { toJson } from '../feel/json.ts';
import { readAs } from '../feel/values/type.ts';
import { type Context, isContext, putEntry } from '../feel/values/value.ts';
import { coerced, functionCode, logicCode } from './boxed-expression.ts';
import type {
  CompiledDecision,
  DecisionService,
  InputData,
  KnowledgeModel,
  Requirements,
} from './decision.ts';

type Decisions = Record<string, CompiledDecision>;

interface Run {
  decisions: Decisions;
  codes: Map<string, Code>;
  /** The caller's variables, in which data is looked up. */
  variables: Scope;
  /** Results so far: each decision is evaluated once in a run, however many require it. */
  results: Map<string, unknown>;
  /** Those being evaluated, against circles. */
  underway: Set<string>;
}

/** Deep calls of services and knowledge models count as this many levels of nested expressions. */
const LEVELS = 10;

/** Closures of decisions, for as long as somebody keeps what was compiled. */
const codesByDecisions = new WeakMap<Decisions, Map<string, Code>>();

function codesOf(decisions: Decisions): Map<string, Code> {
  let codes = codesByDecisions.get(decisions);
  if (!codes) {
    codes = new Map();
    codesByDecisions.set(decisions, codes);
  }
  return codes;
}

function codeFor(id: string, run: Run, make: () => Code): Code {
  let code = run.codes.get(id);
  if (!code) {
    code = make();
    run.codes.set(id, code);
  }
  return code;
}

// data ///////////////////////////////////////////////////////////////

/** From the caller's variables; what comes from an imported file may also stand under the name of the import. */
function inputValue({ name, type, isTyped, importedAs }: InputData, run: Run): unknown {
  const container = importedAs === undefined ? undefined : run.variables.find(importedAs);
  const given =
    isContext(container) && Object.hasOwn(container, name) ? container[name] : run.variables.find(name);
  const value = readAs(given ?? null, type);
  return isTyped ? coerced(value, type, run.variables) : value;
}

/** Names under which an element finds what it requires. */
function namesFor(requires: Requirements, run: Run): Context {
  const names: Context = {};
  const put = (name: string, value: unknown, importedAs: string | undefined) => {
    if (importedAs === undefined) return putEntry(names, name, value);
    const container = names[importedAs];
    const entries: Context = isContext(container) ? container : {};
    putEntry(entries, name, value);
    putEntry(names, importedAs, entries);
  };
  for (const input of requires.inputs) put(input.name, inputValue(input, run), input.importedAs);
  for (const id of [...requires.knowledge, ...requires.decisions]) {
    const required = run.decisions[id];
    if (!required) throw new EvaluationFailure(`there is no decision '${id}'`);
    const value = resultOf(id, run);
    const importedAs = requires.imported?.[id];
    put(required.variable, value, importedAs);
    put(required.name, value, importedAs);
  }
  return names;
}

// elements ///////////////////////////////////////////////////////////

function evaluateElement(element: CompiledDecision, run: Run): unknown {
  if (element.kind === 'decisionService') return serviceFunction(element, run);
  if (element.kind === 'knowledgeModel') return knowledgeFunction(element, run);
  const scope = run.variables.inner(namesFor(element.requires, run));
  const value = codeFor(element.id, run, () => logicCode(element.logic))(scope);
  return element.isTyped ? coerced(value, element.type, scope) : value;
}

function resultOf(id: string, run: Run): unknown {
  if (run.results.has(id)) return run.results.get(id);
  const element = run.decisions[id];
  if (!element) throw new EvaluationFailure(`there is no decision '${id}'`);
  if (run.underway.has(id)) throw new EvaluationFailure(`'${id}' requires itself`);
  run.underway.add(id);
  const result = evaluateElement(element, run) ?? null;
  run.underway.delete(id);
  run.results.set(id, result);
  return result;
}

/** A knowledge model may call itself, and what it requires is only evaluated when it is called. */
function knowledgeFunction(element: KnowledgeModel, run: Run): unknown {
  const { logic } = element;
  if (logic.kind !== 'function') {
    const scope = run.variables.inner(namesFor(element.requires, run));
    return codeFor(element.id, run, () => logicCode(logic))(scope);
  }
  const names: Context = {};
  const scope = run.variables.inner(names);
  const self = codeFor(element.id, run, () => functionCode(logic, element.name))(scope);
  run.results.set(element.id, self);
  // named last: it may stand in a circle with others
  for (const [name, value] of Object.entries(namesFor(element.requires, run))) putEntry(names, name, value);
  putEntry(names, element.variable, self);
  return self;
}

/** One output decision is its value, several are a context by their names (10.4). */
function serve(service: DecisionService, run: Run): unknown {
  const { outputs, type } = service;
  let value: unknown;
  if (outputs.length === 1) value = resultOf(outputs[0] ?? '', run);
  else {
    const context: Context = {};
    for (const id of outputs) putEntry(context, run.decisions[id]?.variable ?? id, resultOf(id, run));
    value = context;
  }
  return type ? coerced(value, type, run.variables) : value;
}

function serviceFunction(service: DecisionService, run: Run): unknown {
  const given = service.inputDecisions.flatMap((id) => run.decisions[id] ?? []);
  const data = service.inputs.map(({ name, type, isTyped }) => ({ name, type: isTyped ? type : null }));
  const results = given.map((decision) => ({
    name: decision.variable,
    type: decision.kind === 'decision' && decision.isTyped ? decision.type : null,
  }));
  const parameters = service.isDataFirst ? [...data, ...results] : [...results, ...data];
  return functionOver(
    parameters,
    LEVELS,
    (names) => {
      const known = new Map(given.map(({ id, variable }) => [id, names[variable] ?? null]));
      const inner: Run = {
        ...run,
        variables: run.variables.inner(names),
        results: known,
        underway: new Set(),
      };
      return serve(service, inner);
    },
    service.name,
  );
}

/** A service that is asked from outside finds its parameters among the variables. */
function serveFromVariables(service: DecisionService, run: Run): unknown {
  for (const id of service.inputDecisions) {
    const decision = run.decisions[id];
    if (!decision) continue;
    // what is not given is null: a service does not evaluate what is its input
    const value = run.variables.find(decision.variable) ?? null;
    const isTyped = decision.kind === 'decision' && decision.isTyped;
    run.results.set(
      id,
      isTyped ? coerced(readAs(value, decision.type), decision.type, run.variables) : value,
    );
  }
  return serve(service, run);
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
  context: Context,
  now: number,
): Evaluation {
  const compiled = decisions as Decisions;
  const evaluating = new Evaluating(now);
  const run: Run = {
    decisions: compiled,
    codes: codesOf(compiled),
    variables: new Scope(context, null, evaluating),
    results: new Map(),
    underway: new Set(),
  };
  try {
    const element = compiled[id];
    const value = element?.kind === 'decisionService' ? serveFromVariables(element, run) : resultOf(id, run);
    const { warnings } = evaluating;
    return { ok: true, value: toJson(value), ...(warnings ? { warnings } : {}) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
