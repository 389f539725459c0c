/**
 * The state of one process instance: plain JSON, serialisable, the only thing that survives between two commands.
 * Other rooms treat it as opaque but for the open work listed here, and read it through `state/readers.ts`.
 */
import type { Command } from '../commands.ts';
import type { ElementType, ListenerEvent, TaskEvent } from '../elements/element.ts';
import type { Flag } from '../flags.ts';
import type { TimerRepeat } from '../time/due-time.ts';
import type { Compensation, CompletedActivity, Restoration, Undo } from './compensation.ts';

export type Variables = Record<string, unknown>;

export interface UserTask {
  /** Unique in the instance; never reused. */
  key: string;
  elementId: string;
  name: string;
  formId: string | null;
  assignee: string | null;
  /** As written in the model after evaluating, e.g. `clerk` or `clerk@H26.02`. */
  candidateGroups: string[];
  candidateUsers: string[];
  /** Epoch milliseconds, or null. */
  dueAt: number | null;
  followUpAt: number | null;
  priority: number;
  createdAt: number;
  /** What the task sees: the local scope's variables (input mappings) over those of the enclosing scopes. */
  variables: Variables;
}

/** What may be changed of a user task that is there. */
export type UserTaskChanges = Partial<
  Pick<UserTask, 'assignee' | 'candidateGroups' | 'candidateUsers' | 'dueAt' | 'followUpAt' | 'priority'>
>;

export interface Job {
  key: string;
  elementId: string;
  type: string;
  /** 'transactional' or 'external' as declared at deploy; 'external' where the type is unknown. */
  execution: 'transactional' | 'external';
  retries: number;
  headers: Record<string, string>;
  variables: Variables;
  /** The moment in the life of its element that a listener's job is for; absent for the element's own job. */
  listener?: ListenerEvent;
  /** How often somebody has asked to try it again: it stays the same job, so that what it has done outside is not done twice. */
  renewed?: number;
}

export interface MessageSubscription {
  key: string;
  elementId: string;
  name: string;
  correlationKey: string;
  /** Of the process that waits, where that is one that the instance has called. */
  processId?: string;
  /** Which of the triggers of a multiple event. */
  trigger?: number;
}

export interface SignalSubscription {
  key: string;
  elementId: string;
  name: string;
  trigger?: number;
}

export interface OpenIncident {
  key: string;
  elementId: string;
  code: IncidentCode;
  message: string;
  /** The job that ran out of retries, if it is one. */
  jobKey?: string;
  /** The condition that could not be evaluated again, if it is one. */
  conditionKey?: string;
}

export type IncidentCode =
  | 'JOB_NO_RETRIES'
  | 'EXECUTION_LISTENER_NO_RETRIES'
  | 'TASK_LISTENER_NO_RETRIES'
  | 'EXPRESSION_FAILED'
  | 'CONDITION_FAILED'
  | 'NO_FLOW_TAKEN'
  | 'UNHANDLED_ERROR'
  | 'CALLED_PROCESS_NOT_FOUND'
  | 'DECISION_FAILED'
  | 'MAPPING_FAILED'
  | 'FORM_NOT_FOUND'
  /** Too much went on without a wait: the model loops on itself. */
  | 'ENDLESS_LOOP'
  /** A bug: the instance is held (repair/hold.ts). */
  | 'INTERNAL';

export type LifecycleState = 'active' | 'completed' | 'terminated';

/** One life of an element: from when a token reaches it until the token has left. */
export interface ElementInstance {
  /** Unique in the process instance, counting up: a lower key is an older one. */
  key: string;
  /** The process whose element this is; another than the started one inside a call activity. */
  processId: string;
  elementId: string;
  /** That of a body for the wrapper of an activity that is done several times, else the element's own. */
  type: ElementType;
  /** Key of the enclosing element instance; null for the started process. */
  scope: string | null;
  /**
   * `entering` until activated, `leaving` from when nothing is left to do inside, `terminating` while listeners, its own or those of
   * what it contains, are asked before it ends.
   */
  phase: 'entering' | 'active' | 'leaving' | 'terminating';
  /** The variables of this scope alone. */
  variables: Variables;
  /** Live element instances directly inside. */
  children: number;
  /** Tokens on their way to an element directly inside. */
  pending: number;
  /** Tokens that wait in front of a joining gateway directly inside, by sequence flow. */
  waitingTokens?: Record<string, number>;
  /**
   * Inclusive and complex gateways directly inside with tokens in front of them, or waiting for reset, in the order in which they
   * came to wait.
   */
  waitingJoins?: string[];
  /** Complex gateways directly inside, by id, that are not just waiting for their activation condition. */
  complexGateways?: Record<string, ComplexGatewayState>;
  /** Keys of what this instance has open: subscriptions, timers, a job, a user task. */
  waits: string[];
  /** Why it was activated, where it was by an event: then it does not wait for it again. */
  trigger?: Trigger;
  /** What its event, job or called process brought, not yet mapped. */
  arrived?: Variables;
  /** What parallel multiple events have met so far: by element, for each trigger what its occurrences brought. */
  met?: Record<string, Variables[][]>;
  /** Multiple events: how many of their triggers have been thrown. */
  thrown?: number;
  /** Containers: an interrupting event sub-process has taken over. */
  interrupted?: true;
  /** Called processes: how many processes are around it, itself included. */
  depth?: number;
  /** Processes: the keys of the conversations begun, by the id of the correlation key. */
  conversations?: Record<string, string>;
  /** The listener that it waits for, or has last waited for. `index` counts those of the same event from 0; `done`: all have answered. */
  listening?: { event: ListenerEvent; index: number; done?: true };
  /** User tasks: what is done when their listeners have answered. */
  transition?: TaskTransition;
  /** How many instances directly inside are `terminating`. */
  held?: number;
  /** Tokens that are sent when those have ended; `pending` counts them. */
  deferred?: DeferredToken[];
  /** Inner instances of an activity that is done several times. */
  loopItem?: LoopItem;
  /** Ad-hoc sub-processes: what is to begin when the activity before has ended; and that no more is to begin. */
  adHoc?: { queue?: AdHocActivation[]; finishing?: { cancelRemaining: boolean } };
  /**
   * Bodies. `items` are those of a multi-instance activity to start one after the other, or in parallel but not all at once: then `next`
   * is the index of the first that has not begun. `withheld`: variables that inner instances do not hand out.
   */
  loop?: {
    total: number;
    started: number;
    completed: number;
    terminated: number;
    items: unknown[];
    next?: number;
    withheld?: string[];
  };
  /** Scopes: what completed directly inside and can be compensated, in that order. */
  completed?: CompletedActivity[];
  /** Scopes: compensations thrown directly inside that have not ended. */
  compensations?: Compensation[];
  /** Compensation handlers and restored scopes: the compensation that they are part of. */
  undo?: Undo;
  /** Compensation handlers: what they see of the activity that they undo, behind their own variables. */
  snapshot?: Variables;
  /** Completed scopes that are there again while what they contain is compensated. */
  restored?: Restoration;
  /** When a boundary event first led out of it while it went on, in the count of the keys. */
  branched?: number;
  /** Transactions: they have been cancelled, and leave by their cancel event. */
  cancelled?: true;
}

/**
 * `reset`: activated, it has consumed tokens from these flows and waits for those on the others. `held`: its activation condition
 * has failed, and an element instance holds the incident.
 */
export type ComplexGatewayState = { phase: 'reset'; consumed: string[] } | { phase: 'held' };

/**
 * An event that occurred. `start` is the start event of the event sub-process that it activates, or what begins in an inner instance
 * of an ad-hoc sub-process; `within` is the trigger of that.
 */
export interface Trigger {
  variables: Variables;
  start?: string;
  within?: Trigger;
}

/** An activity that was selected in an ad-hoc sub-process, and the variables of its inner instance. */
export interface AdHocActivation {
  elementId: string;
  variables: Variables;
}

/** A step of a user task: its creation, an assignment, an update, its completion, its cancellation. */
export interface TaskTransition {
  task?: Pick<
    UserTask,
    'formId' | 'assignee' | 'candidateGroups' | 'candidateUsers' | 'dueAt' | 'followUpAt' | 'priority'
  >;
  assignee?: string | null;
  /** What was asked for, and what listeners have corrected. */
  changes?: UserTaskChanges;
  /** What the task is completed with. */
  variables?: Variables;
  actor?: string | null;
}

/** A token that waits until the instance with the key `after` has ended, or all that are `terminating` in its scope. */
export interface DeferredToken {
  after: string | null;
  elementId: string;
  trigger: Trigger;
}

/** What is left of a job that has failed and is to be tried again later. */
export type JobRetry = Pick<Job, 'type' | 'execution' | 'retries' | 'headers' | 'listener'>;

export interface OpenTimer {
  key: string;
  elementId: string;
  /** Key of the element instance that waits. */
  owner: string;
  /** Epoch milliseconds. */
  dueAt: number;
  repeat: TimerRepeat | null;
  /** Which of the triggers of a multiple event. */
  trigger?: number;
  /** A job that is opened again when the timer fires, instead of an event that occurs. */
  retry?: JobRetry;
}

/** A condition that is waited for. */
export interface OpenCondition {
  key: string;
  elementId: string;
  /** Key of the element instance that waits. */
  owner: string;
  trigger?: number;
  /** Whether it held when it was evaluated last: it occurs when it becomes true. */
  holds: boolean;
  /** The incident that tells that it could not be evaluated. */
  incident?: string;
}

/** What comes from outside and is not asked for again. */
export type KeptCommand = Extract<
  Command,
  { kind: 'completeJob' | 'failJob' | 'throwJobError' | 'correlateMessage' | 'broadcastSignal' }
>;

/** `since` is epoch milliseconds. `stop`: due times move by as long as it lasts. `kept`: what came meanwhile, in that order. */
export interface Suspension {
  since: number;
  timers: 'stop' | 'run';
  kept: KeptCommand[];
}

/** What stands still while the rest goes on. There is none where no element is suspended. */
export interface Halted {
  /** The suspended elements, by id. */
  elements: Record<string, ElementSuspension>;
  /** Timers that must not fire, by key: since when (epoch milliseconds), and what becomes of them as with a `Suspension`. */
  timers: Record<string, Pick<Suspension, 'since' | 'timers'>>;
  /** What came for them, in that order, by the key of the job or subscription that it is for. */
  kept: { key: string; command: KeptCommand }[];
  /** Keys of element instances that a token has reached meanwhile: they begin afterwards. */
  entering: string[];
}

export interface ElementSuspension extends Pick<Suspension, 'since' | 'timers'> {
  /** Of an event sub-process: its start events, for which the scope around waits. */
  starts?: string[];
}

/** Something open, and the key of the element instance that waits for it. */
export type Owned<T> = T & { owner: string };

export interface LoopItem {
  /** Counts from 1. */
  counter: number;
  item: unknown;
}

/** Work to be done in this activation, first in, first out. There is none left when the instance is at rest. */
export type Work =
  | { kind: 'activate'; elementId: string; scope: string; outset: Outset }
  | { kind: 'complete'; key: string };

/** What an element instance begins with. */
export interface Outset {
  trigger?: Trigger;
  loop?: LoopItem;
  call?: { processId: string; variables: Variables; depth: number };
  undo?: Undo;
  snapshot?: Variables;
  /** Those of its own scope. */
  variables?: Variables;
}

export interface InstanceState {
  /** Number of the last event. */
  sequence: number;
  /** The last key given. */
  lastKey: number;
  processId: string;
  businessKey: string | null;
  lifecycle: LifecycleState;
  /** Those that it began with. Absent: none. */
  flags?: readonly Flag[];
  /** Key of the started process's own element instance, which stays when it has ended. */
  rootKey: string;
  /** Live element instances by key (and the root). Keys are integers, so they iterate in the order of creation. */
  instances: Record<string, ElementInstance>;
  /** `heldBy`: listeners are asked, and nothing else may be done with it. */
  userTasks: Record<string, Owned<Omit<UserTask, 'variables'>> & { heldBy?: TaskEvent }>;
  jobs: Record<string, Owned<Omit<Job, 'variables'>>>;
  messageSubscriptions: Record<string, Owned<MessageSubscription>>;
  signalSubscriptions: Record<string, Owned<SignalSubscription>>;
  timers: Record<string, OpenTimer>;
  /** Conditions that are waited for. */
  conditions?: Record<string, OpenCondition>;
  incidents: Record<string, Owned<OpenIncident>>;
  /** Complex gateways that wait for a condition over data. Absent for none. */
  dataJoins?: { scope: string; gateway: string }[];
  /** As earlier versions kept it: now with each scope. */
  waitingJoins?: { scope: string; gateway: string }[];
  /** Keys of the parallel multi-instance activities with items that have not begun. Absent for none. */
  beginning?: string[];
  /** Ids of the last messages and signals delivered, oldest first: delivering one again changes nothing. */
  seenMessages: string[];
  /** Absent while it goes on. */
  suspended?: Suspension;
  /** Absent while no element is suspended. */
  halted?: Halted;
}
