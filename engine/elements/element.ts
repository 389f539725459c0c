/**
 * Shapes of the flow elements in an executable graph. Owned by the engine; other rooms read `id`, `type`, `name`, `headers`
 * and `event` only.
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
  | 'adHocSubProcessInnerInstance'
  | 'exclusiveGateway'
  | 'parallelGateway'
  | 'inclusiveGateway'
  | 'eventBasedGateway'
  | 'complexGateway'
  | 'sequenceFlow'
  | 'multiInstanceBody'
  | 'standardLoopBody';

/** Wrappers of an activity that is done several times: their inner instances are of the activity's own type. */
export const isBody = (type: ElementType): boolean =>
  type === 'multiInstanceBody' || type === 'standardLoopBody';

/** Text of a model that may be computed: with a leading `=` it is a FEEL expression, without it is taken as written. */
export type Template = string;

/** `source` is evaluated and put under `target`, a variable name or a dotted path into one. */
export interface Mapping {
  source: Template;
  target: string;
}

/**
 * Moves data into a variable: a copy of another (`from`), or what an expression is worth (BPMN 2.0, 10.4.2). `to` is the variable and
 * the path into it, `scope` the id of the element whose scope it is in, if not the element's own.
 */
export interface DataAssociation {
  from?: string;
  expression?: Template;
  to: string[];
  scope?: string;
}

/** One thing that an event waits for or throws. Codes that are null match (catch) or carry (throw) no code. */
export type SingleTrigger =
  | { definition: 'none' | 'terminate' | 'cancel' }
  /** `activity` is the id of what a throw event compensates, or null for all that is visible from it. */
  | { definition: 'compensation'; activity: string | null; waits: boolean }
  | { definition: 'timer'; kind: 'date' | 'duration' | 'cycle'; value: Template }
  | {
      definition: 'message';
      name: Template;
      correlationKey: Template | null;
      correlation?: MessageCorrelation;
      /** By which a multiple event throws it; an event that throws nothing else has the element's own. */
      job?: JobDefinition;
    }
  | { definition: 'signal'; name: Template }
  | { definition: 'error' | 'escalation'; code: Template | null }
  /** Where given, only these variables, and only these kinds of changes, have the condition evaluated again. */
  | {
      definition: 'conditional';
      condition: Template;
      variables?: string[];
      changes?: ('create' | 'update')[];
    }
  | { definition: 'link'; name: string };

/** What an event waits for or throws: several things where it is multiple, in document order (BPMN 2.0, 10.5.5). */
export type EventTrigger =
  | SingleTrigger
  | { definition: 'multiple' | 'parallelMultiple'; triggers: SingleTrigger[] };

export interface JobDefinition {
  type: Template;
  retries: Template | null;
}

/**
 * How a message finds its instance where it has no key of the dialect: by the values of correlation properties (BPMN 2.0, 8.4.2), in
 * the message and, where a correlation subscription binds them, in the process; else by the business key.
 */
export type MessageCorrelation =
  | { by: 'properties'; key: string; inMessage: Template[]; inProcess: Template[] | null }
  | { by: 'businessKey' };

export interface UserTaskDefinition {
  formId: Template | null;
  assignee: Template | null;
  candidateGroups: Template | null;
  candidateUsers: Template | null;
  dueDate: Template | null;
  followUpDate: Template | null;
  priority: Template | null;
}

/** BPMN 2.0, 10.3.8 with the dialect's collections. `cardinality` is the standard's own loopCardinality. */
export interface MultiInstance {
  sequential: boolean;
  inputCollection: Template | null;
  cardinality: Template | null;
  inputElement: string | null;
  outputCollection: string | null;
  outputElement: Template | null;
  completionCondition: Template | null;
  /** What it throws when an instance completes; nothing where there is none (BPMN 2.0, attribute `behavior`). */
  events?: LoopEventDefinition[];
}

export type LoopEventDefinition = { triggers: SingleTrigger[] } & (
  | { when: 'each' | 'first' }
  | { when: 'condition'; condition: Template }
);

/** Moments at which the dialect's listeners are asked: in the life of any element, and of a user task. */
export type ExecutionEvent = 'beforeAll' | 'start' | 'end' | 'cancel';
export type TaskEvent = 'creating' | 'assigning' | 'updating' | 'completing' | 'canceling';
export type ListenerEvent = ExecutionEvent | TaskEvent;

const taskEvents: ListenerEvent[] = ['creating', 'assigning', 'updating', 'completing', 'canceling'];
export const isTaskEvent = (event: ListenerEvent): event is TaskEvent => taskEvents.includes(event);

export interface ListenerJob extends JobDefinition {
  headers?: Record<string, string>;
}

/** BPMN 2.0, 13.3.6. Without a condition only the maximum ends it. */
export interface StandardLoop {
  testBefore: boolean;
  maximum: number | null;
  condition: Template | null;
}

/** BPMN 2.0, 10.3.5, with the dialect's collections. */
export interface AdHoc {
  /** One after the other; else also at the same time. */
  sequential: boolean;
  /** Ids of the activities that begin by themselves. */
  activeElements: Template | null;
  outputCollection: string | null;
  outputElement: Template | null;
  completionCondition: Template | null;
  cancelRemaining: boolean;
  /** What may be selected, as the dialect tells it to expressions and jobs. */
  offers: AdHocOffer[];
}

export interface AdHocOffer {
  elementId: string;
  elementName?: string;
  documentation?: string;
  properties?: Record<string, string>;
}

/** The element of the inner instances of an ad-hoc sub-process. */
export const innerInstanceId = (adHoc: string): string => `${adHoc}#innerInstance`;

export interface FlowElement {
  id: string;
  type: ElementType;
  name: string;
  /** Id of the enclosing process, sub-process or event sub-process. */
  parent: string;
  /** Task headers: settings of a job that the author wrote into the model. */
  headers?: Record<string, string>;
  inputs?: Mapping[];
  outputs?: Mapping[];
  dataInputs?: DataAssociation[];
  dataOutputs?: DataAssociation[];

  /** Ids of sequence flows, in the document order of the `sequenceFlow` elements. */
  incoming?: string[];
  outgoing?: string[];
  defaultFlow?: string;

  /** Sequence flows: ids of the flow nodes, and the condition. */
  source?: string;
  target?: string;
  condition?: Template;

  /** Events (and receive tasks, which wait for a message). */
  event?: EventTrigger;
  /** Boundary events and start events of event sub-processes. */
  interrupting?: boolean;
  attachedTo?: string;
  /** Activities: ids of the attached boundary events, in document order. */
  boundaryEvents?: string[];

  /** Activities outside the normal flow, which undo what others did (BPMN 2.0, 10.7.1). */
  isForCompensation?: true;
  /** Compensation boundary events: id of the activity that undoes what theirs did. */
  handler?: string;
  /** Activities and processes: ids of the compensation boundary event and of the start event of the compensation event sub-process. */
  compensation?: { boundary?: string; start?: string };
  /** Receive tasks and event-based gateways that start the process; a parallel one waits for all its events (BPMN 2.0, 10.6.6). */
  instantiates?: 'exclusive' | 'parallel';

  /** Containers: none start events, in document order. */
  starts?: string[];
  /** Containers: what no flow leads to, which starts besides (BPMN 2.0, 10.5.2). */
  implicitStarts?: string[];
  /** Containers: start events of the event sub-processes directly inside, in document order. */
  eventStarts?: string[];

  job?: JobDefinition;
  /** In the order in which they are asked. */
  executionListeners?: Partial<Record<ExecutionEvent, ListenerJob[]>>;
  taskListeners?: Partial<Record<TaskEvent, ListenerJob[]>>;
  /** Throw events and send tasks without a job: the engine sends their message. An ISO 8601 duration. */
  sends?: { timeToLive: Template };
  userTask?: UserTaskDefinition;
  script?: { expression: Template; resultVariable: string };
  decision?: { decisionId: Template; resultVariable: string };
  call?: {
    processId: Template;
    /** Which version of the process. Without: that of the same deployment, which is what the graph has. */
    binding?: 'latest' | 'versionTag';
    versionTag?: string;
    propagateAllParentVariables: boolean;
    propagateAllChildVariables: boolean;
    /** Neither all variables nor mapped ones: the called process begins with none. */
    propagatesNothing?: true;
  };
  multiInstance?: MultiInstance;
  loop?: StandardLoop;
  adHoc?: AdHoc;
  /** Tokens that start the activity, and tokens that it hands on to each flow (BPMN 2.0, 10.3); absent for 1. */
  startQuantity?: number;
  completionQuantity?: number;

  /** Complex gateways: when the tokens in front of it set it off. */
  activationCondition?: Template;

  [key: string]: unknown;
}
