import type { Bilingual } from '../../graph.ts';
import { type BpmnElement, children, is, ownerOf, rootOf } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Namespaces of the extensions by which other engines are told what to do. */
const engines: Record<string, string> = {
  'http://camunda.org/schema/1.0/bpmn': 'Camunda 7',
  'http://operaton.org/schema/1.0/bpmn': 'Operaton',
  'http://activiti.org/bpmn': 'Activiti',
  'http://flowable.org/bpmn': 'Flowable',
  'http://www.jboss.org/drools': 'jBPM',
};

/** Names of attributes and elements that say what is executed, or with which data. */
const executing = new Set([
  ...['class', 'delegateExpression', 'expression', 'type', 'topic', 'taskName', 'decisionRef', 'caseRef'],
  ...['collection', 'elementVariable', 'variableMappingClass', 'skipExpression', 'calledElementBinding'],
  ...['inputOutput', 'in', 'out', 'connector', 'executionListener', 'taskListener', 'field', 'script'],
  ...['onEntry-script', 'onExit-script'],
]);

/** Names that say who does something and when; a model means the same without them, and yet its author wrote them. */
const organising = new Set([
  ...['assignee', 'candidateUsers', 'candidateGroups', 'dueDate', 'followUpDate', 'priority', 'formKey'],
  ...['formRef', 'formData', 'asyncBefore', 'asyncAfter', 'async', 'initiator', 'failedJobRetryTimeCycle'],
  ...['resultVariable', 'jobPriority', 'candidateStarterUsers', 'candidateStarterGroups'],
]);

interface Foreign {
  engine: string;
  name: string;
}

function engineOf(element: BpmnElement, prefix: string): string | undefined {
  const namespace = (rootOf(element).$attrs as Record<string, string> | undefined)?.[`xmlns:${prefix}`] ?? '';
  return Object.hasOwn(engines, namespace) ? engines[namespace] : undefined;
}

/** What other engines' extensions say at the element itself, or in its extension elements. */
function foreignAt(element: BpmnElement): Foreign[] {
  const written = is(element, 'bpmn:ExtensionElements')
    ? children(element, 'values').map(({ $type }) => $type)
    : Object.keys((element.$attrs ?? {}) as object);
  return [...new Set(written)].flatMap((qualified) => {
    const [prefix = '', name] = qualified.split(':');
    const engine = name === undefined ? undefined : engineOf(element, prefix);
    return engine === undefined || name === undefined ? [] : [{ engine, name }];
  });
}

/** Whoever wrote for both engines said it in our dialect too. */
function speaksDialect(owner: BpmnElement): boolean {
  const extensions = owner.extensionElements as BpmnElement | undefined;
  return children(extensions ?? null, 'values').some(({ $type }) => $type.startsWith('zeebe:'));
}

const foreign =
  (isError: boolean): Rule =>
  () =>
  (element, report) => {
    if (!element.$type.startsWith('bpmn:')) return;
    for (const { engine, name } of foreignAt(element)) {
      const isExecuting = executing.has(name);
      if (!isExecuting && !organising.has(name)) continue;
      const owner = ownerOf(element);
      const what: Bilingual = { vi: `«${name}» của ${engine}`, en: `"${name}" of ${engine}` };
      if (isError === (isExecuting && !speaksDialect(owner))) report(owner, 'foreign', { what });
    }
  };

export const foreignExecution: Rule = foreign(true);
export const foreignSetting: Rule = foreign(false);
