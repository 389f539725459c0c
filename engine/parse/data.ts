/**
 * Data of plain BPMN (10.4): data objects, properties, data inputs and outputs become variables of the scope that declares them, and
 * data associations become what moves them. Data stores outlive every instance and are passive here: an association with one is a
 * drawing, as is one that a modeler drew to a placeholder.
 */
import type { DataAssociation, FlowElement } from '../elements/element.ts';
import { expressionProblem } from '../feel/index.ts';
import type { ExecutableProcess } from '../graph.ts';
import { asExpression } from './correlation.ts';
import type { Report } from './finding.ts';
import { bodyOf, childOf, childrenOf, type ModdleElement } from './moddle.ts';

export function associateData(compiled: ExecutableProcess, process: ModdleElement, report: Report): void {
  const items = itemsOf(process);
  const open = [...childrenOf(process, 'flowElements')];
  for (let node = open.shift(); node; node = open.shift()) {
    open.push(...childrenOf(node, 'flowElements'));
    const element = compiled.elements[node.id ?? ''];
    if (!element) continue;
    const reader = new Reader(node, items, report);
    const inputs = associationsOf(node, 'dataInputAssociations').flatMap((it) => reader.read(it));
    const outputs = associationsOf(node, 'dataOutputAssociations').flatMap((it) => reader.read(it));
    if (inputs.length > 0) element.dataInputs = inputs;
    if (outputs.length > 0) element.dataOutputs = outputs;
    readLoopData(node, element, items);
  }
}

// items //////////////////////////////////////////////////////////////

/** What can hold data: a variable, and the element whose scope it is in. */
interface Item {
  variable: string;
  /** Id of the process, sub-process, activity or event that declares it. */
  scope: string;
}

/** Data objects and references to them, properties, data inputs and outputs, by id. */
function itemsOf(process: ModdleElement): Map<string, Item> {
  const items = new Map<string, Item>();
  const references: ModdleElement[] = [];
  const add = (declared: ModdleElement[], owner: ModdleElement): void => {
    for (const item of declared)
      items.set(item.id ?? '', { variable: item.name || (item.id ?? ''), scope: owner.id ?? '' });
  };
  const open = [process];
  for (let owner = open.shift(); owner; owner = open.shift()) {
    const io = childOf(owner, 'ioSpecification');
    // what a modeler draws an association to where there is nothing
    const isReal = (it: ModdleElement): boolean => !/^__\w+_placeholder$/.test(it.name ?? '');
    add(childrenOf(owner, 'properties').filter(isReal), owner);
    for (const holder of [io, owner])
      add([...childrenOf(holder, 'dataInputs'), ...childrenOf(holder, 'dataOutputs')], owner);
    for (const child of childrenOf(owner, 'flowElements')) {
      if (child.$type === 'bpmn:DataObject') add([child], owner);
      else if (child.$type === 'bpmn:DataObjectReference') references.push(child);
      else open.push(child);
    }
  }
  for (const reference of references) {
    const item = items.get(childOf(reference, 'dataObjectRef')?.id ?? '');
    if (item) items.set(reference.id ?? '', item);
  }
  return items;
}

/** Without those that carry a collection to a multi-instance activity or from it: they are not each instance's own. */
function associationsOf(node: ModdleElement, property: string): ModdleElement[] {
  const loop = childOf(node, 'loopCharacteristics');
  const collections = [childOf(loop, 'loopDataInputRef'), childOf(loop, 'loopDataOutputRef')].flatMap(
    (it) => it?.id ?? [],
  );
  return childrenOf(node, property).filter(
    (it) =>
      ![...endsOf(it, 'sourceRef'), ...endsOf(it, 'targetRef')].some((end) =>
        collections.includes(end.id ?? ''),
      ),
  );
}

const endsOf = (association: ModdleElement, end: 'sourceRef' | 'targetRef'): ModdleElement[] => [
  ...childrenOf(association, end),
  ...[childOf(association, end)].flatMap((it) => it ?? []),
];

// associations ///////////////////////////////////////////////////////

class Reader {
  readonly #node: ModdleElement;
  readonly #items: Map<string, Item>;
  readonly #report: Report;

  constructor(node: ModdleElement, items: Map<string, Item>, report: Report) {
    this.#node = node;
    this.#items = items;
    this.#report = report;
  }

  /** A transformation or a copy is the target's new value; assignments write into it one after the other (10.4.2). */
  read(association: ModdleElement): DataAssociation[] {
    const target = this.#items.get(childOf(association, 'targetRef')?.id ?? '');
    const isComputed = [association.transformation, ...childrenOf(association, 'assignment')].some(Boolean);
    if (!target && isComputed) {
      this.#refuse(
        'chỉ ghi được vào đối tượng dữ liệu, thuộc tính, đầu vào hay đầu ra; kho dữ liệu nằm ngoài quy trình.',
        'only data objects, properties, inputs and outputs are written to; a data store is outside of the process.',
      );
    }
    if (!target) return [];
    const sources = childrenOf(association, 'sourceRef').flatMap((it) => this.#items.get(it.id ?? '') ?? []);
    const { variable } = target;
    const into = target.scope === this.#node.id ? {} : { scope: target.scope };
    const transformation = bodyOf(association, 'transformation');
    if (transformation !== null)
      return [{ expression: this.#expression(transformation), to: [variable], ...into }];
    const assignments = childrenOf(association, 'assignment');
    if (assignments.length > 0) {
      return assignments.map((it) => ({
        expression: this.#expression(bodyOf(it, 'from') ?? 'null'),
        to: this.#path(bodyOf(it, 'to') ?? '', variable),
        ...into,
      }));
    }
    if (sources.length > 1) {
      this.#refuse(
        'một liên kết dữ liệu có nhiều nguồn phải có phép biến đổi.',
        'a data association with several sources needs a transformation.',
      );
    }
    const [source] = sources;
    return source ? [{ from: source.variable, to: [variable], ...into }] : [];
  }

  #expression(body: string): string {
    const expression = asExpression(body);
    const problem = expressionProblem(expression.slice(1));
    if (problem) this.#refuse(problem.reason.vi, problem.reason.en);
    return expression;
  }

  /** `to` is a path into the target, with or without its name in front. */
  #path(body: string, variable: string): string[] {
    const path = body.replace(/^=/, '').trim();
    if (!/^[\p{L}_][\p{L}\p{N}_ .]*$/u.test(path)) {
      this.#refuse(
        `đích «${path}» của phép gán không phải là tên hay đường dẫn của biến.`,
        `the target "${path}" of an assignment is not the name of a variable, or a path into it.`,
      );
    }
    const names = path.split('.').map((name) => name.trim());
    return names[0] === variable ? names : [variable, ...names];
  }

  #refuse(vi: string, en: string): void {
    const { id, name } = this.#node;
    const label = name || id;
    this.#report({
      severity: 'error',
      rule: 'data-association',
      elementId: id ?? null,
      message: { vi: `Dữ liệu của «${label}»: ${vi}`, en: `Data of "${label}": ${en}` },
    });
  }
}

// multi-instance /////////////////////////////////////////////////////

const asName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The standard's own collections of a multi-instance activity (10.3.8), where the dialect names none. */
function readLoopData(node: ModdleElement, element: FlowElement, items: Map<string, Item>): void {
  const loop = childOf(node, 'loopCharacteristics');
  const { multiInstance } = element;
  if (!loop || !multiInstance) return;
  const source = outside(
    node,
    childOf(loop, 'loopDataInputRef'),
    'dataInputAssociations',
    'targetRef',
    'sourceRef',
  );
  const target = outside(
    node,
    childOf(loop, 'loopDataOutputRef'),
    'dataOutputAssociations',
    'sourceRef',
    'targetRef',
  );
  const collection = items.get(source?.id ?? '')?.variable;
  if (multiInstance.inputCollection === null && collection !== undefined && asName.test(collection)) {
    multiInstance.inputCollection = `=${collection}`;
    multiInstance.inputElement ??= nameOf(childOf(loop, 'inputDataItem'));
  }
  const results = items.get(target?.id ?? '')?.variable;
  const result = nameOf(childOf(loop, 'outputDataItem'));
  if (
    multiInstance.outputCollection === null &&
    results !== undefined &&
    result !== null &&
    asName.test(result)
  ) {
    multiInstance.outputCollection = results;
    multiInstance.outputElement = `=${result}`;
  }
}

/** What lies at the other end of the association with the activity's own data input or output; else that itself. */
function outside(
  node: ModdleElement,
  own: ModdleElement | null,
  associations: string,
  near: 'sourceRef' | 'targetRef',
  far: 'sourceRef' | 'targetRef',
): ModdleElement | null {
  if (!own) return null;
  for (const association of childrenOf(node, associations)) {
    if (endsOf(association, near).some((it) => it.id === own.id)) return endsOf(association, far)[0] ?? own;
  }
  return own;
}

const nameOf = (item: ModdleElement | null): string | null => (item ? item.name || (item.id ?? null) : null);
