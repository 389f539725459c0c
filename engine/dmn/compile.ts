/**
 * DMN files → evaluable decisions, at deploy time. Needs the XML reader `dmn-moddle`: workflows import `engine/dmn/index.ts`.
 * Reads DMN 1.1 to 1.5.
 */
import { DmnModdle } from 'dmn-moddle';
import { expressionProblem, unaryTestsProblem } from '../feel/index.ts';
import type { Bilingual, Finding, Resource } from '../graph.ts';
import type {
  Aggregation,
  CompiledDecision,
  DecisionTable,
  HitPolicy,
  InputData,
  Logic,
  Requirements,
  ValueType,
} from './decision.ts';

/** An element as the reader gives it; which properties there are is told by the metamodel of DMN. */
interface DmnElement {
  $type: string;
  [property: string]: unknown;
}

type Names = Record<string, unknown>;

interface Compilation {
  resource: string;
  definitions: DmnElement;
  findings: Finding[];
  /** Names that expressions of the file may use, with the entries of their types: some hold spaces or operators. */
  names: Names;
}

// reading ////////////////////////////////////////////////////////////

function isElement(value: unknown): value is DmnElement {
  return typeof value === 'object' && value !== null && '$type' in value;
}

function child(element: DmnElement | null, property: string): DmnElement | null {
  const value = element?.[property];
  return isElement(value) ? value : null;
}

function children(element: DmnElement | null, property: string): DmnElement[] {
  const value = element?.[property];
  return Array.isArray(value) ? value.filter(isElement) : [];
}

function text(element: DmnElement | null, property: string): string {
  const value = element?.[property];
  return typeof value === 'string' ? value.trim() : '';
}

/** Ids that elements refer to by `href`, with or without the namespace of this file. */
function references(element: DmnElement, property: string, of?: string): string[] {
  const owners = of === undefined ? [element] : children(element, of);
  return owners
    .flatMap((owner) => [child(owner, property) ?? [], children(owner, property)].flat())
    .map((reference) => text(reference, 'href').split('#').at(-1) ?? '');
}

/** The versions differ in their namespace and little else; the reader knows 1.3. */
function asVersion13(xml: string): string {
  return xml
    .replaceAll(
      /https?:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/(?:MODEL\/|dmn\.xsd)/g,
      'https://www.omg.org/spec/DMN/20191111/MODEL/',
    )
    .replaceAll(
      /https?:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/DMNDI\//g,
      'https://www.omg.org/spec/DMN/20191111/DMNDI/',
    );
}

type Reading = { ok: true; definitions: DmnElement; warnings: string[] } | { ok: false; message: string };

async function readDefinitions(xml: string): Promise<Reading> {
  try {
    const { rootElement, warnings } = await new DmnModdle().fromXML(asVersion13(xml));
    if (!isElement(rootElement)) return { ok: false, message: 'there is no element' };
    return { ok: true, definitions: rootElement, warnings: warnings.map(({ message }) => message) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The reader's own words, which are English and name the line. */
function readerFinding(resource: Resource, severity: Finding['severity'], reason: string): Finding {
  const words = reason.replaceAll(/\s+/g, ' ').trim();
  return {
    severity,
    rule: 'dmn-unreadable',
    resource: resource.name,
    elementId: null,
    message: {
      vi: `Tệp DMN có chỗ không đọc được: ${words}.`,
      en: `The DMN file cannot be read in full: ${words}.`,
    },
  };
}

function report(
  compilation: Compilation,
  severity: Finding['severity'],
  rule: string,
  elementId: string | null,
  message: Bilingual,
): void {
  compilation.findings.push({ severity, rule, resource: compilation.resource, elementId, message });
}

function nameOf(element: DmnElement): string {
  return text(element, 'name') || text(element, 'id');
}

function variableOf(element: DmnElement): string {
  return text(child(element, 'variable'), 'name') || nameOf(element);
}

// types (7.3.2) //////////////////////////////////////////////////////

const baseTypes: Record<string, ValueType['base']> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  dateTime: 'dateTime',
  'date and time': 'dateTime',
  dayTimeDuration: 'dayTimeDuration',
  'days and time duration': 'dayTimeDuration',
  yearMonthDuration: 'yearMonthDuration',
  'years and months duration': 'yearMonthDuration',
  context: 'context',
};

function typeNamed(name: string, compilation: Compilation, within: string[] = []): ValueType {
  const plain = name.replace(/^feel[:.]/, '');
  const definition = children(compilation.definitions, 'itemDefinition').find(
    (item) => text(item, 'name') === plain,
  );
  if (!definition || within.includes(plain)) return { base: baseTypes[plain] ?? 'any' };
  return typeOf(definition, compilation, [...within, plain]);
}

function typeOf(item: DmnElement, compilation: Compilation, within: string[]): ValueType {
  const components = children(item, 'itemComponent');
  const type: ValueType =
    components.length === 0
      ? typeNamed(text(item, 'typeRef'), compilation, within)
      : {
          base: 'context',
          entries: Object.fromEntries(
            components.map((component) => [text(component, 'name'), typeOf(component, compilation, within)]),
          ),
        };
  return item.isCollection === true ? { ...type, isList: true } : type;
}

/** A value in the shape of the type, from which the parser learns the names of its entries. */
function shapeOf(type: ValueType): unknown {
  if (!type.entries) return null;
  const shape = Object.fromEntries(
    Object.entries(type.entries).map(([name, entry]) => [name, shapeOf(entry)]),
  );
  return type.isList ? [shape] : shape;
}

// expressions ////////////////////////////////////////////////////////

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

function compileContext(element: DmnElement, owner: string, outer: Names, compilation: Compilation): Logic {
  const names = { ...outer };
  const entries = children(element, 'contextEntry').map((entry) => {
    const name = text(child(entry, 'variable'), 'name') || null;
    if (name !== null)
      names[name] = shapeOf(typeNamed(text(child(entry, 'variable'), 'typeRef'), compilation));
    return { name, value: compileLogic(child(entry, 'value'), owner, names, compilation) };
  });
  return { kind: 'context', entries };
}

function compileFunction(element: DmnElement, owner: string, outer: Names, compilation: Compilation): Logic {
  const parameters = children(element, 'formalParameter');
  const kind = text(element, 'kind');
  if (kind !== '' && kind !== 'FEEL') {
    return { kind: 'unsupported', reason: `functions in ${kind} are not supported` };
  }
  const names = {
    ...outer,
    ...Object.fromEntries(
      parameters.map((parameter) => [
        text(parameter, 'name'),
        shapeOf(typeNamed(text(parameter, 'typeRef'), compilation)),
      ]),
    ),
  };
  return {
    kind: 'function',
    parameters: parameters.map((parameter) => text(parameter, 'name')),
    body: compileLogic(child(element, 'body'), owner, names, compilation),
  };
}

function compileLogic(
  element: DmnElement | null,
  owner: string,
  names: Names,
  compilation: Compilation,
): Logic {
  const inner = (part: DmnElement | null) => compileLogic(part, owner, names, compilation);
  switch (element?.$type) {
    case 'dmn:LiteralExpression':
      return { kind: 'literal', text: expressionText(element, owner, names, compilation) };
    case 'dmn:DecisionTable':
      return compileTable(element, owner, names, compilation);
    case 'dmn:Context':
      return compileContext(element, owner, names, compilation);
    case 'dmn:FunctionDefinition':
      return compileFunction(element, owner, names, compilation);
    case 'dmn:List':
      return { kind: 'list', elements: children(element, 'elements').map(inner) };
    case 'dmn:Relation':
      return {
        kind: 'relation',
        columns: children(element, 'column').map((column) => text(column, 'name')),
        rows: children(element, 'row').map((row) => children(row, 'elements').map(inner)),
      };
    case 'dmn:Invocation':
      return {
        kind: 'invocation',
        called: inner(child(element, 'calledFunction')),
        bindings: children(element, 'binding').map((binding) => ({
          parameter: text(child(binding, 'parameter'), 'name'),
          value: inner(child(binding, 'bindingFormula')),
        })),
      };
    case undefined:
      return { kind: 'unsupported', reason: 'there is no decision logic' };
    default:
      return { kind: 'unsupported', reason: `a boxed expression of type ${element?.$type} is not supported` };
  }
}

// elements ///////////////////////////////////////////////////////////

function inputDataOf(ids: string[], compilation: Compilation): InputData[] {
  const all = children(compilation.definitions, 'drgElement').filter(
    ({ $type }) => $type === 'dmn:InputData',
  );
  return all
    .filter((input) => ids.includes(text(input, 'id')))
    .map((input) => ({
      name: variableOf(input),
      type: typeNamed(text(child(input, 'variable'), 'typeRef'), compilation),
    }));
}

function requirementsOf(element: DmnElement, compilation: Compilation): Requirements {
  return {
    decisions: references(element, 'requiredDecision', 'informationRequirement'),
    knowledge: references(element, 'requiredKnowledge', 'knowledgeRequirement'),
    inputs: inputDataOf(references(element, 'requiredInput', 'informationRequirement'), compilation),
  };
}

function compileElement(element: DmnElement, compilation: Compilation): CompiledDecision | null {
  // ids are optional in DMN
  const id = text(element, 'id') || nameOf(element);
  const named = { id, name: nameOf(element), variable: variableOf(element) };
  const compiled = (logic: DmnElement | null) =>
    compileLogic(logic, named.id, compilation.names, compilation);
  switch (element.$type) {
    case 'dmn:Decision': {
      const logic = compiled(child(element, 'decisionLogic'));
      if (logic.kind === 'unsupported') {
        report(compilation, 'warning', 'dmn-no-logic', named.id, {
          vi: `Quyết định «${named.name}» chưa có nội dung tính được; gọi đến nó sẽ gây sự cố.`,
          en: `The decision "${named.name}" has no logic that can be evaluated; calling it raises an incident.`,
        });
      }
      const type = typeNamed(text(child(element, 'variable'), 'typeRef'), compilation);
      return { ...named, kind: 'decision', type, logic, requires: requirementsOf(element, compilation) };
    }
    case 'dmn:BusinessKnowledgeModel': {
      const logic = compiled(child(element, 'encapsulatedLogic'));
      return { ...named, kind: 'knowledgeModel', logic, requires: requirementsOf(element, compilation) };
    }
    case 'dmn:DecisionService':
      return {
        ...named,
        kind: 'decisionService',
        outputs: references(element, 'outputDecision'),
        inputDecisions: references(element, 'inputDecision'),
        inputs: inputDataOf(references(element, 'inputData'), compilation),
      };
    default:
      return null;
  }
}

function namesIn(compilation: Compilation): Names {
  const elements = children(compilation.definitions, 'drgElement');
  return Object.fromEntries(
    elements.flatMap((element) => {
      const shape = shapeOf(typeNamed(text(child(element, 'variable'), 'typeRef'), compilation));
      return [
        [nameOf(element), shape],
        [variableOf(element), shape],
      ];
    }),
  );
}

function requiredIds(element: CompiledDecision): string[] {
  if (element.kind === 'decisionService') return [...element.outputs, ...element.inputDecisions];
  return [...element.requires.decisions, ...element.requires.knowledge];
}

function requiresItself(
  id: string,
  decisions: Record<string, CompiledDecision>,
  path: string[] = [],
): boolean {
  const element = decisions[id];
  if (element?.kind !== 'decision') return false;
  if (path.includes(id)) return path[0] === id;
  return element.requires.decisions.some((required) => requiresItself(required, decisions, [...path, id]));
}

function checkRequirements(decisions: Record<string, CompiledDecision>, compilation: Compilation): void {
  for (const [id, element] of Object.entries(decisions)) {
    for (const required of requiredIds(element).filter((other) => !Object.hasOwn(decisions, other))) {
      report(compilation, 'error', 'dmn-unknown-requirement', id, {
        vi: `«${element.name}» cần «${required}», nhưng tệp này không có phần tử đó.`,
        en: `"${element.name}" requires "${required}", which this file does not hold.`,
      });
    }
    if (requiresItself(id, decisions)) {
      report(compilation, 'error', 'dmn-requirement-cycle', id, {
        vi: `Quyết định «${element.name}» phụ thuộc vòng vào chính nó.`,
        en: `The decision "${element.name}" requires itself in a circle.`,
      });
    }
  }
}

/**
 * Compile one DMN file. Findings with severity `error` mean that it must not be deployed; what could be compiled is returned all
 * the same.
 */
export async function compileDecisions(
  resource: Resource,
): Promise<{ decisions: Record<string, CompiledDecision>; findings: Finding[] }> {
  const read = await readDefinitions(resource.content);
  if (!read.ok) return { decisions: {}, findings: [readerFinding(resource, 'error', read.message)] };

  const { definitions } = read;
  // of two elements with one id the reader drops the second, and what it does not know it leaves out
  const findings = read.warnings.map((warning) =>
    readerFinding(resource, /duplicate id/i.test(warning) ? 'error' : 'warning', warning),
  );
  const compilation: Compilation = { resource: resource.name, definitions, findings, names: {} };
  compilation.names = namesIn(compilation);
  const decisions: Record<string, CompiledDecision> = {};
  for (const element of children(definitions, 'drgElement')) {
    const compiled = compileElement(element, compilation);
    if (!compiled) continue;
    decisions[compiled.id] = compiled;
  }
  checkRequirements(decisions, compilation);
  return { decisions, findings };
}
