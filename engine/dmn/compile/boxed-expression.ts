/** Boxed expressions and decision tables of a file → their evaluable form. */
import { expressionProblem, unaryTestsProblem } from '../../feel/index.ts';
import type { Bilingual, Finding } from '../../graph.ts';
import type { Aggregation, DecisionTable, HitPolicy, Logic, ValueType } from '../decision.ts';
import { child, children, type DmnElement, text } from './dmn-element.ts';
import { findType, shapeOf, type TypeScope, typeOf } from './item-definition.ts';

export type Names = Record<string, unknown>;

export interface Compilation {
  resource: string;
  types: TypeScope;
  findings: Finding[];
  /** Names that expressions of the file may use, with the entries of their types: some hold spaces or operators. */
  names: Names;
}

export function report(
  compilation: Compilation,
  severity: Finding['severity'],
  rule: string,
  elementId: string | null,
  message: Bilingual,
): void {
  compilation.findings.push({ severity, rule, resource: compilation.resource, elementId, message });
}

function syntaxFinding(compilation: Compilation, owner: string, expression: string, reason: Bilingual): void {
  report(compilation, 'error', 'dmn-expression-syntax', owner, {
    vi: `Biểu thức FEEL «${expression}» không đúng cú pháp: ${reason.vi}.`,
    en: `The FEEL expression "${expression}" has a syntax error: ${reason.en}.`,
  });
}

function expressionText(
  element: DmnElement | null,
  owner: string,
  names: Names,
  compilation: Compilation,
): string {
  const expression = text(element, 'text');
  const language = text(element, 'expressionLanguage');
  if (language !== '' && !/feel/i.test(language)) {
    report(compilation, 'error', 'dmn-expression-language', owner, {
      vi: `Ngôn ngữ biểu thức «${language}» không được hỗ trợ; hãy dùng FEEL.`,
      en: `The expression language "${language}" is not supported; use FEEL.`,
    });
    return '';
  }
  const problem = expression === '' ? null : expressionProblem(expression, names);
  if (problem) syntaxFinding(compilation, owner, expression, problem.reason);
  return expression;
}

function compileLiteral(element: DmnElement, owner: string, names: Names, compilation: Compilation): Logic {
  const literal: Logic = { kind: 'literal', text: expressionText(element, owner, names, compilation) };
  const types: Record<string, ValueType> = {};
  expressionProblem(literal.text, names, (name) => {
    const type = findType(name, compilation.types);
    if (type) types[name] = type;
    return type;
  });
  return Object.keys(types).length === 0 ? literal : { ...literal, types };
}

function unaryTestsText(element: DmnElement, owner: string, names: Names, compilation: Compilation): string {
  const tests = text(element, 'text');
  const problem = unaryTestsProblem(tests, names);
  if (problem) syntaxFinding(compilation, owner, tests, problem.reason);
  return tests;
}

const hitPolicies: HitPolicy[] = [
  'UNIQUE',
  'FIRST',
  'ANY',
  'PRIORITY',
  'COLLECT',
  'RULE ORDER',
  'OUTPUT ORDER',
];
const aggregations: Aggregation[] = ['SUM', 'MIN', 'MAX', 'COUNT'];

function compileTable(
  element: DmnElement,
  owner: string,
  names: Names,
  compilation: Compilation,
): DecisionTable {
  const outputs = children(element, 'output');
  return {
    kind: 'table',
    hitPolicy: hitPolicies.find((policy) => policy === text(element, 'hitPolicy')) ?? 'UNIQUE',
    aggregation: aggregations.find((aggregation) => aggregation === text(element, 'aggregation')) ?? null,
    inputs: children(element, 'input').map((input) =>
      expressionText(child(input, 'inputExpression'), text(input, 'id') || owner, names, compilation),
    ),
    outputs: outputs.map((output, column) => {
      const preset = child(output, 'defaultOutputEntry');
      return {
        name: text(output, 'name') || text(output, 'label') || `output${column + 1}`,
        values: text(child(output, 'outputValues'), 'text') || null,
        default: preset ? expressionText(preset, owner, names, compilation) || null : null,
      };
    }),
    rules: children(element, 'rule').map((rule) => ({
      tests: children(rule, 'inputEntry').map((entry) =>
        unaryTestsText(entry, text(rule, 'id') || owner, names, compilation),
      ),
      outputs: children(rule, 'outputEntry').map((entry) =>
        expressionText(entry, text(rule, 'id') || owner, names, compilation),
      ),
    })),
  };
}

/** Of what declares a type; undefined where it says nothing, or leaves it open. */
export function declaredType(element: DmnElement | null, compilation: Compilation): ValueType | undefined {
  const name = text(element, 'typeRef');
  if (name === '') return undefined;
  const type = typeOf(name, compilation.types);
  return type.base === 'any' && !type.isList ? undefined : type;
}

function shapeOfVariable(element: DmnElement | null, compilation: Compilation): unknown {
  return shapeOf(typeOf(text(element, 'typeRef'), compilation.types));
}

function compileContext(element: DmnElement, owner: string, outer: Names, compilation: Compilation): Logic {
  const names = { ...outer };
  const entries = children(element, 'contextEntry').map((entry) => {
    const variable = child(entry, 'variable');
    const name = text(variable, 'name') || null;
    // a function may call itself
    const isFunction = child(entry, 'value')?.$type === 'dmn:FunctionDefinition';
    if (name !== null && isFunction) names[name] = null;
    const value = compileLogic(child(entry, 'value'), owner, names, compilation);
    const type = declaredType(variable, compilation);
    if (name !== null) names[name] = type ? shapeOf(type) : shapeOfLogic(value);
    return { name, value, ...(type ? { type } : {}) };
  });
  return { kind: 'context', entries };
}

/** The names of entries that an expression is known to have. */
function shapeOfLogic(logic: Logic): unknown {
  if (logic.kind === 'context') {
    return Object.fromEntries(
      logic.entries.flatMap(({ name, value }) => (name === null ? [] : [[name, shapeOfLogic(value)]])),
    );
  }
  if (logic.kind === 'relation') return [Object.fromEntries(logic.columns.map((column) => [column, null]))];
  if (logic.kind === 'list') return logic.elements.map(shapeOfLogic);
  if (logic.kind === 'table' && logic.outputs.length > 1)
    return Object.fromEntries(logic.outputs.map(({ name }) => [name, null]));
  return null;
}

function compileFunction(element: DmnElement, owner: string, outer: Names, compilation: Compilation): Logic {
  const parameters = children(element, 'formalParameter');
  const kind = text(element, 'kind');
  if (kind !== '' && kind !== 'FEEL')
    return { kind: 'unsupported', reason: `functions in ${kind} are not supported` };
  const shapes = parameters.map((it) => [text(it, 'name'), shapeOfVariable(it, compilation)] as const);
  return {
    kind: 'function',
    parameters: parameters.map((parameter) => text(parameter, 'name')),
    types: parameters.map((parameter) => declaredType(parameter, compilation) ?? null),
    body: compileLogic(
      child(element, 'body'),
      owner,
      { ...outer, ...Object.fromEntries(shapes) },
      compilation,
    ),
  };
}

function compileRelation(element: DmnElement, inner: (part: DmnElement) => Logic): Logic {
  return {
    kind: 'relation',
    columns: children(element, 'column').map((column) => text(column, 'name')),
    rows: children(element, 'row').map((row) => children(row, 'elements').map(inner)),
  };
}

function compileBoxed(
  element: DmnElement | null,
  owner: string,
  names: Names,
  compilation: Compilation,
): Logic {
  const inner = (part: DmnElement | null, more: Names = {}) =>
    compileLogic(part, owner, { ...names, ...more }, compilation);
  /** What stands in a part of the boxed expression, such as `then`. */
  const partOf = (property: string, more: Names = {}) =>
    inner(child(child(element, property), 'value'), more);
  const variable = text(element, 'iteratorVariable');
  switch (element?.$type) {
    case 'dmn:LiteralExpression':
      return compileLiteral(element, owner, names, compilation);
    case 'dmn:DecisionTable':
      return compileTable(element, owner, names, compilation);
    case 'dmn:Context':
      return compileContext(element, owner, names, compilation);
    case 'dmn:FunctionDefinition':
      return compileFunction(element, owner, names, compilation);
    case 'dmn:List':
      return { kind: 'list', elements: children(element, 'elements').map((part) => inner(part)) };
    case 'dmn:Relation':
      return compileRelation(element, (part) => inner(part));
    case 'dmn:Invocation':
      return {
        kind: 'invocation',
        called: inner(child(element, 'calledFunction')),
        bindings: children(element, 'binding').map((binding) => ({
          parameter: text(child(binding, 'parameter'), 'name'),
          value: inner(child(binding, 'bindingFormula')),
        })),
      };
    case 'dmn:Conditional':
      return {
        kind: 'conditional',
        condition: partOf('if'),
        met: partOf('then'),
        otherwise: partOf('else'),
      };
    case 'dmn:Filter':
      return { kind: 'filter', in: partOf('in'), match: partOf('match') };
    case 'dmn:For': {
      const result = partOf('return', { [variable]: null, partial: null });
      return { kind: 'for', variable, in: partOf('in'), return: result };
    }
    case 'dmn:Some':
    case 'dmn:Every': {
      const satisfies = partOf('satisfies', { [variable]: null });
      return {
        kind: 'quantified',
        every: element.$type === 'dmn:Every',
        variable,
        in: partOf('in'),
        satisfies,
      };
    }
    case undefined:
      return { kind: 'unsupported', reason: 'there is no decision logic' };
    default:
      return { kind: 'unsupported', reason: `a boxed expression of type ${element?.$type} is not supported` };
  }
}

export function compileLogic(
  element: DmnElement | null,
  owner: string,
  names: Names,
  compilation: Compilation,
): Logic {
  const logic = compileBoxed(element, owner, names, compilation);
  const type = declaredType(element, compilation);
  return type ? { ...logic, type } : logic;
}
