/**
 * DMN files → evaluable decisions, at deploy time. Needs the XML reader `dmn-moddle`: workflows import `engine/dmn/index.ts`.
 * Reads DMN 1.1 to 1.5.
 */
import type { Finding, Resource } from '../graph.ts';
import {
  type Compilation,
  compileLogic,
  declaredType,
  type Names,
  report,
} from './compile/boxed-expression.ts';
import {
  child,
  children,
  type DmnElement,
  idOf,
  nameOf,
  type Reference,
  readDefinitions,
  references,
  text,
  variableOf,
} from './compile/dmn-element.ts';
import { shapeOf, type TypeScope, typeOf } from './compile/item-definition.ts';
import type { CompiledDecision, InputData, Logic, Requirements, ValueType } from './decision.ts';

/** A file that was read, with those that it imports by the names it gives them. */
interface Model {
  resource: string;
  namespace: string;
  definitions: DmnElement;
  imports: Map<string, Model>;
  types: TypeScope;
  /** Ids under which its elements are kept: their own, unless another file has the same. */
  idPrefix: string;
}

interface FileCompilation extends Compilation {
  model: Model;
}

// files //////////////////////////////////////////////////////////////

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

async function readModel(resource: Resource, findings: Finding[]): Promise<Model | null> {
  const read = await readDefinitions(resource.content);
  if (!read.ok) {
    findings.push(readerFinding(resource, 'error', read.message));
    return null;
  }
  // an element that the reader drops would be missing in the decision; an attribute that it does not know matters less
  for (const warning of read.warnings)
    findings.push(
      readerFinding(
        resource,
        /duplicate id|unparsable content/i.test(warning) ? 'error' : 'warning',
        warning,
      ),
    );
  const { definitions } = read;
  return {
    resource: resource.name,
    namespace: text(definitions, 'namespace'),
    definitions,
    imports: new Map(),
    types: { definitions, imports: new Map() },
    idPrefix: '',
  };
}

function connect(models: Model[], findings: Finding[]): void {
  for (const model of models) {
    for (const element of children(model.definitions, 'import')) {
      const namespace = text(element, 'namespace');
      const isModel = /\/DMN\//i.test(text(element, 'importType')) || text(element, 'importType') === '';
      const imported = models.find((other) => other !== model && other.namespace === namespace);
      if (imported) {
        model.imports.set(nameOf(element), imported);
        model.types.imports.set(nameOf(element), imported.types);
      } else if (isModel) {
        report(
          { resource: model.resource, types: model.types, findings, names: {} },
          'error',
          'dmn-unknown-import',
          null,
          {
            vi: `Tệp nhập mô hình «${namespace}», nhưng không có mô hình đó trong lần triển khai này.`,
            en: `The file imports the model "${namespace}", which is not part of this deployment.`,
          },
        );
      }
    }
  }
}

// elements ///////////////////////////////////////////////////////////

const elementsOf = (model: Model): DmnElement[] => children(model.definitions, 'drgElement');

const keyOf = (id: string, model: Model): string => `${model.idPrefix}${id}`;

/** Where a reference leads, and the name of the import on the way. */
function resolve(
  { namespace, id }: Reference,
  model: Model,
): { model: Model; id: string; importedAs: string | null } {
  if (namespace !== '' && namespace !== model.namespace) {
    for (const [name, imported] of model.imports)
      if (imported.namespace === namespace) return { model: imported, id, importedAs: name };
  }
  return { model, id, importedAs: null };
}

function inputDataOf(targets: Reference[], compilation: FileCompilation): InputData[] {
  return targets.flatMap((target) => {
    const { model, id, importedAs } = resolve(target, compilation.model);
    const input = elementsOf(model).find((it) => it.$type === 'dmn:InputData' && text(it, 'id') === id);
    if (!input) return [];
    const type = typeOf(text(child(input, 'variable'), 'typeRef'), model.types);
    return [{ name: variableOf(input), type, isTyped: true, ...(importedAs === null ? {} : { importedAs }) }];
  });
}

function requirementsOf(element: DmnElement, compilation: FileCompilation): Requirements {
  const imported: Record<string, string> = {};
  const keysOf = (targets: Reference[]) =>
    targets.map((target) => {
      const { model, id, importedAs } = resolve(target, compilation.model);
      if (importedAs !== null) imported[keyOf(id, model)] = importedAs;
      return keyOf(id, model);
    });
  const requirements = {
    decisions: keysOf(references(element, 'requiredDecision', 'informationRequirement')),
    knowledge: keysOf(references(element, 'requiredKnowledge', 'knowledgeRequirement')),
    inputs: inputDataOf(references(element, 'requiredInput', 'informationRequirement'), compilation),
  };
  return Object.keys(imported).length === 0 ? requirements : { ...requirements, imported };
}

/** Several hits make a list, several outputs a context: a simple type of the result would make them null. */
function checkResultType(
  logic: Logic,
  type: ValueType | undefined,
  id: string,
  compilation: Compilation,
): void {
  if (logic.kind !== 'table' || !type || type.isList || type.base === 'list') return;
  const isList = /COLLECT|ORDER/.test(logic.hitPolicy) && logic.aggregation === null;
  if (!isList && (logic.outputs.length < 2 || type.base === 'context')) return;
  report(compilation, 'warning', 'dmn-result-type', id, {
    vi: 'Kiểu khai báo của kết quả không hợp với bảng quyết định: bảng này cho ra danh sách hoặc nhiều giá trị.',
    en: 'The declared type of the result does not fit the decision table, which gives a list or several values.',
  });
}

function compileElement(element: DmnElement, compilation: FileCompilation): CompiledDecision | null {
  const id = keyOf(idOf(element), compilation.model);
  const named = { id, name: nameOf(element), variable: variableOf(element) };
  const declared = declaredType(child(element, 'variable'), compilation);
  switch (element.$type) {
    case 'dmn:Decision': {
      const logic = compileLogic(child(element, 'decisionLogic'), id, compilation.names, compilation);
      if (logic.kind === 'unsupported') {
        report(compilation, 'warning', 'dmn-no-logic', id, {
          vi: `Quyết định «${named.name}» chưa có nội dung tính được; gọi đến nó sẽ gây sự cố.`,
          en: `The decision "${named.name}" has no logic that can be evaluated; calling it raises an incident.`,
        });
      }
      checkResultType(logic, declared, id, compilation);
      const type = declared ?? { base: 'any' };
      const requires = requirementsOf(element, compilation);
      return { ...named, kind: 'decision', type, isTyped: true, logic, requires };
    }
    case 'dmn:BusinessKnowledgeModel': {
      const logic = compileLogic(child(element, 'encapsulatedLogic'), id, compilation.names, compilation);
      // the variable's type is that of the function, or, as many files have it, of what it gives
      const result = declared?.base === 'function' && !declared.isList ? declared.result : declared;
      const body =
        logic.kind === 'function' && result && !logic.body.type ? { ...logic.body, type: result } : null;
      const typed = logic.kind === 'function' && body ? { ...logic, body } : logic;
      return {
        ...named,
        kind: 'knowledgeModel',
        logic: typed,
        requires: requirementsOf(element, compilation),
      };
    }
    case 'dmn:DecisionService': {
      const type = declared?.base === 'function' ? declared.result : declared;
      const keysOf = (targets: Reference[]) =>
        targets.map((target) => {
          const to = resolve(target, compilation.model);
          return keyOf(to.id, to.model);
        });
      return {
        ...named,
        kind: 'decisionService',
        outputs: keysOf(references(element, 'outputDecision')),
        inputDecisions: keysOf(references(element, 'inputDecision')),
        inputs: inputDataOf(references(element, 'inputData'), compilation),
        isDataFirst: true,
        ...(type ? { type } : {}),
      };
    }
    default:
      return null;
  }
}

/** Names of a model's elements, with the entries of their types. */
function namesIn(model: Model, depth = 0): Names {
  const names: Names = {};
  for (const element of elementsOf(model)) {
    const shape = shapeOf(typeOf(text(child(element, 'variable'), 'typeRef'), model.types));
    names[nameOf(element)] = shape;
    names[variableOf(element)] = shape;
  }
  // models that import each other
  if (depth < 5) for (const [name, imported] of model.imports) names[name] = namesIn(imported, depth + 1);
  return names;
}

// requirements ///////////////////////////////////////////////////////

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

function checkRequirements(
  ids: string[],
  decisions: Record<string, CompiledDecision>,
  compilation: Compilation,
): void {
  for (const id of ids) {
    const element = decisions[id];
    if (!element) continue;
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

function compileModel(
  model: Model,
  findings: Finding[],
): { decisions: CompiledDecision[]; compilation: Compilation } {
  const { resource, types } = model;
  const compilation: FileCompilation = { resource, types, findings, names: namesIn(model), model };
  const decisions = elementsOf(model).flatMap((element) => compileElement(element, compilation) ?? []);
  return { decisions, compilation };
}

/**
 * Compile the DMN files of a deployment, which may import each other. Findings with severity `error` mean that they must not be
 * deployed; what could be compiled is returned all the same. Where two files use the same id, the later file's is told apart by
 * the name of its file.
 */
export async function compileDecisions(
  ...resources: Resource[]
): Promise<{ decisions: Record<string, CompiledDecision>; findings: Finding[] }> {
  const findings: Finding[] = [];
  const models: Model[] = [];
  for (const resource of resources) {
    const model = await readModel(resource, findings);
    if (model) models.push(model);
  }
  connect(models, findings);
  const taken = new Set<string>();
  for (const model of models) {
    const ids = elementsOf(model).map(idOf);
    if (ids.some((id) => taken.has(id))) model.idPrefix = `${model.resource}#`;
    for (const id of ids) taken.add(keyOf(id, model));
  }
  const decisions: Record<string, CompiledDecision> = {};
  const compiled = models.map((model) => compileModel(model, findings));
  for (const model of compiled) for (const decision of model.decisions) decisions[decision.id] = decision;
  for (const model of compiled)
    checkRequirements(
      model.decisions.map(({ id }) => id),
      decisions,
      model.compilation,
    );
  return { decisions, findings };
}
