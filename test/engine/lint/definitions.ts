/** Small BPMN files for the tests of the rules. */
import { BpmnModdle } from 'bpmn-moddle';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' };
import type { Finding } from '../../../engine/graph.ts';
import { type LintOptions, lintDefinitions } from '../../../engine/lint/index.ts';

export interface Model {
  /** XML inside of the process. */
  process: string;
  /** XML beside the process: messages, errors, collaborations. */
  roots?: string;
  isExecutable?: boolean;
}

export function xmlOf({ process, roots = '', isExecutable = true }: Model): string {
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="test">
    ${roots}
    <process id="process" isExecutable="${isExecutable}">${process}</process>
  </definitions>`;
}

export async function read(model: Model): Promise<object> {
  const { rootElement } = await new BpmnModdle({ zeebe }).fromXML(xmlOf(model));
  return rootElement;
}

/** Flows named `from_to`, in the order given. */
export function flows(...pairs: [from: string, to: string][]): string {
  return pairs
    .map(([from, to]) => `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}"/>`)
    .join('');
}

/** start → the element with id `x` → end. */
export function around(element: string, more = ''): string {
  return `<startEvent id="start"/>${element}<endEvent id="end"/>${flows(['start', 'x'], ['x', 'end'])}${more}`;
}

export async function lint(model: Model, known: Partial<LintOptions> = {}): Promise<Finding[]> {
  return lintDefinitions(await read(model), {
    resource: 'test.bpmn',
    knownProcesses: [],
    knownDecisions: [],
    knownForms: [],
    ...known,
  });
}

/** `rule element` of each finding. */
export async function findingsOf(model: Model, known: Partial<LintOptions> = {}): Promise<string[]> {
  return (await lint(model, known)).map(({ rule, elementId }) => `${rule} ${elementId}`);
}
