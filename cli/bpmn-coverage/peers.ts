/**
 * What other engines execute, by the ids of `rows.ts`, as their own documentation or the parser in their source says it: read, not
 * tried out. What is in no list is not executed: refused, passed over or drawn only.
 */

export interface Peer {
  name: string;
  /** Where the facts are from, and of when they are. */
  source: string;
  yes: string;
  /** With less than BPMN means, and what is less. */
  partly?: Record<string, string>;
  /** The source does not say. */
  unknown?: string;
}

const commonTasks =
  'task service-task send-task receive-task user-task manual-task script-task business-rule-task sub-process call-activity multi-instance-parallel multi-instance-sequential multi-instance-completion exclusive-gateway inclusive-gateway parallel-gateway event-based-gateway';

/** All positions outside of which BPMN has none: what may wait. */
const waiting = (kind: string): string =>
  ['start', 'event-sub-process', 'event-sub-process-beside', 'catch', 'boundary', 'boundary-beside']
    .map((position) => `${kind}-${position}`)
    .join(' ');
const thrown = (kind: string): string => `${kind}-throw ${kind}-end`;
const none = 'none-start none-throw none-end';
const error = 'error-event-sub-process error-boundary error-end';
const escalation =
  'escalation-event-sub-process escalation-event-sub-process-beside escalation-boundary escalation-boundary-beside escalation-throw escalation-end';

export const peers: Peer[] = [
  {
    name: 'Camunda 8',
    source:
      'camunda/camunda: the validators of deployments (zeebe/bpmn-model, …/validation/zeebe) and camunda/camunda-docs: docs/components/modeler/bpmn (stored copies of 2023 to 2026)',
    yes: [
      commonTasks,
      'ad-hoc-sub-process compensation-handler',
      none,
      waiting('message'),
      thrown('message'),
      waiting('timer'),
      waiting('conditional'),
      waiting('signal'),
      thrown('signal'),
      error,
      escalation,
      'compensation-boundary compensation-throw compensation-end',
      'link-catch link-throw terminate-end',
    ].join(' '),
  },
  {
    name: 'Operaton (Camunda 7)',
    source: 'operaton/operaton at 57f31339e4 of 2026-08-21: engine, impl/bpmn/parser/BpmnParse.java',
    yes: [
      commonTasks,
      'transaction compensation-handler',
      none,
      waiting('message'),
      thrown('message'),
      waiting('timer'),
      waiting('conditional'),
      waiting('signal'),
      thrown('signal'),
      error,
      escalation,
      'compensation-event-sub-process compensation-boundary compensation-throw compensation-end',
      'cancel-boundary cancel-end link-catch link-throw terminate-end',
    ].join(' '),
    unknown: 'data-association',
  },
  {
    name: 'Flowable',
    source:
      'flowable/flowable-engine at 53e93b6681 of 2026-08-21: modules/flowable-engine, impl/bpmn/parser/handler (a parse handler for each element)',
    yes: [
      commonTasks,
      'transaction ad-hoc-sub-process compensation-handler',
      none,
      waiting('message'),
      waiting('timer'),
      waiting('signal'),
      'signal-throw',
      'conditional-catch conditional-boundary conditional-boundary-beside',
      error,
      escalation,
      'compensation-boundary compensation-throw',
      'cancel-boundary cancel-end terminate-end data-object',
    ].join(' '),
    partly: { 'data-association': 'of web service tasks' },
  },
  {
    name: 'jBPM',
    source:
      'kiegroup/jbpm at d518cacb3 of 2025-12-17: jbpm-bpmn2, org/jbpm/bpmn2/xml (BPMNSemanticModule and its handlers)',
    yes: [
      commonTasks,
      'ad-hoc-sub-process compensation-handler',
      none,
      waiting('message'),
      thrown('message'),
      waiting('timer'),
      waiting('conditional'),
      waiting('signal'),
      thrown('signal'),
      error,
      'compensation-event-sub-process compensation-boundary compensation-throw compensation-end',
      'link-catch link-throw terminate-end data-object data-association lane correlation-property',
    ].join(' '),
    partly: {
      transaction: 'as a sub-process, without cancel events',
      ...Object.fromEntries(escalation.split(' ').map((id) => [id, 'with a code only'])),
    },
    unknown: 'message-flow data-store',
  },
  {
    name: 'SpiffWorkflow',
    source:
      'sartography/SpiffWorkflow at 8c6e00f6 of 2026-06-11: bpmn/parser (BpmnParser, event_parsers, TaskParser, ProcessParser); business rule tasks in its dmn package',
    yes: [
      commonTasks,
      'transaction standard-loop',
      none,
      'message-start message-event-sub-process message-catch message-boundary message-boundary-beside message-throw message-end',
      'timer-start timer-event-sub-process timer-catch timer-boundary timer-boundary-beside',
      'conditional-start conditional-event-sub-process conditional-catch conditional-boundary conditional-boundary-beside',
      'signal-start signal-event-sub-process signal-catch signal-boundary signal-boundary-beside signal-throw',
      'error-boundary error-end escalation-boundary escalation-boundary-beside escalation-throw escalation-end',
      'cancel-boundary cancel-end terminate-end',
      'multiple-start multiple-event-sub-process multiple-catch multiple-boundary multiple-boundary-beside',
      'parallel-multiple-start parallel-multiple-event-sub-process parallel-multiple-catch parallel-multiple-boundary parallel-multiple-boundary-beside',
      'data-object data-association lane message-flow correlation-property',
    ].join(' '),
    partly: { 'data-store': 'read and written by the host' },
    unknown:
      'message-event-sub-process-beside timer-event-sub-process-beside conditional-event-sub-process-beside signal-event-sub-process-beside multiple-event-sub-process-beside parallel-multiple-event-sub-process-beside multiple-throw multiple-end',
  },
  {
    name: 'bpmn-engine',
    source: 'paed01/bpmn-elements, on which it is built: docs/Conformance.md (stored copy of 2026)',
    yes: [
      commonTasks,
      'transaction ad-hoc-sub-process standard-loop compensation-handler',
      none,
      ...['message', 'timer', 'conditional', 'signal', 'multiple', 'parallel-multiple'].map((kind) =>
        ['start', 'catch', 'boundary', 'boundary-beside'].map((position) => `${kind}-${position}`).join(' '),
      ),
      'message-throw signal-throw escalation-throw compensation-throw multiple-throw',
      'error-boundary escalation-boundary escalation-boundary-beside compensation-boundary cancel-boundary',
      'link-catch link-throw terminate-end data-object data-association data-store lane message-flow',
    ].join(' '),
    unknown: [
      'receive-task-instantiate event-based-gateway-instantiate event-based-gateway-parallel multi-instance-behavior token-quantity',
      'message-end signal-end error-end escalation-end compensation-end cancel-end multiple-end',
      ...['message', 'timer', 'conditional', 'signal', 'escalation', 'multiple', 'parallel-multiple'].map(
        (kind) => `${kind}-event-sub-process ${kind}-event-sub-process-beside`,
      ),
      'error-event-sub-process compensation-event-sub-process',
    ].join(' '),
  },
];
