/**
 * Shapes of the flow elements in an executable graph. Owned by the engine; other rooms read `id`, `type`, `name` and
 * `headers` only.
 */
export type ElementType =
  | 'process'
  | 'startEvent'
  | 'endEvent'
  | 'intermediateCatchEvent'
  | 'intermediateThrowEvent'
  | 'boundaryEvent'
  | 'task'
  | 'serviceTask'
  | 'sendTask'
  | 'receiveTask'
  | 'userTask'
  | 'manualTask'
  | 'scriptTask'
  | 'businessRuleTask'
  | 'callActivity'
  | 'subProcess'
  | 'eventSubProcess'
  | 'transaction'
  | 'adHocSubProcess'
  | 'exclusiveGateway'
  | 'parallelGateway'
  | 'inclusiveGateway'
  | 'eventBasedGateway'
  | 'complexGateway'
  | 'sequenceFlow'
  | 'multiInstanceBody';

export interface FlowElement {
  id: string;
  type: ElementType;
  name: string;
  /** Id of the enclosing process, sub-process or event sub-process. */
  parent: string;
  [key: string]: unknown;
}
