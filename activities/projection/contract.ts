/**
 * What a process instance hands to the projection each time it comes to rest, and what it gets back. Types only: the workflow
 * sandbox imports nothing else from here.
 */
import type {
  Command,
  EngineEvent,
  Flag,
  Job,
  JobResult,
  LifecycleState,
  ListenerEvent,
  Variables,
} from '../../engine/index.ts';

/** The command that began an instance, beside those that the engine knows. */
export interface StartCommand {
  kind: 'start';
  processId: string;
  startElementId?: string;
  businessKey: string | null;
  variables: Variables;
  /** Beginning has failed by a bug: `hold` follows. */
  isHeld?: true;
  /** Absent: none. */
  flags?: readonly Flag[];
}

/** A command as it was applied. Applied again to the same state at the same time it gives the same events. */
export interface RecordedCommand {
  /** Id of the Update that brought it; null where the instance acted by itself (timers, answers of jobs). */
  id: string | null;
  /** Workflow time, epoch milliseconds. */
  at: number;
  command: Command | StartCommand;
}

export interface CommitInput {
  instanceId: string;
  /** Unqualified candidate groups belong to this agency, `member` to the enterprise of this tax code. */
  agencyCode: string | null;
  taxCode: string | null;
  /** Sequence of the last event that was projected before. */
  after: number;
  /** Workflow time, epoch milliseconds. */
  at: number;
  /** What was done since then, and what came of it. */
  commands: RecordedCommand[];
  events: EngineEvent[];
  lifecycle: LifecycleState;
  /** Variables of the process scope; null: as they were. */
  variables: Variables | null;
  activeElements: string[];
  /** When its earliest timer is due, epoch milliseconds; null: it has none, or is suspended. */
  nextDueAt: number | null;
  /** Noticed since the last commit. They are logged, and their messages answered: so replays know them too. */
  faults?: Fault[];
  /** Transactional jobs to be run in the same transaction. */
  jobs: Job[];
  /** Whether it has come to something that only a workflow does: from now on it has one. */
  needsWorkflow: boolean;
  /** Set when this is not done by its workflow, which it may not have. */
  isAhead?: true;
  /**
   * Where the instance stands, as JSON, and the hash of its definition: with these the transaction goes on from one job to the next
   * by itself, and need not ask the workflow in between.
   */
  chain?: { hash: string; state: string };
}

/** What the engine threw at: a bug, which holds up this instance alone. */
export interface Fault {
  /** Kind of the command. */
  command: string;
  message: string;
  /** For the log alone. */
  stack: string;
}

export type JobOutcome =
  | { key: string; outcome: 'completed'; variables: Variables; result?: JobResult }
  | { key: string; outcome: 'error'; code: string; message: string; variables: Variables }
  /** `final`: trying again cannot help, e.g. the input is not what the job expects. */
  | { key: string; outcome: 'failed'; message: string; final: boolean };

/** A buffered message that was waiting for a subscription opened in this commit. */
export interface MatchedMessage {
  subscriptionKey: string;
  messageId: string;
  variables: Variables;
}

export interface CommitResult {
  jobs: JobOutcome[];
  messages: MatchedMessage[];
  /** Messages of the faults, in their order. */
  faults?: string[];
  /** Why nothing was written, and never can be: the database refuses these data. */
  impossible?: string;
  /** What was answered before these in the same transaction, which went on with it: it is projected already. */
  followed?: Pick<RecordedActivation, 'jobs' | 'messages'>[];
  /**
   * Set when the database already holds events after `after`: an activation was committed whose workflow task never reached
   * Temporal (the worker or the server died in between). What is committed counts: nothing was written now, and the instance
   * takes these activations over before it goes on.
   */
  ahead?: RecordedActivation[];
  /**
   * What was committed: `at` of the commit and of each of its commands, or one number where they are the same. A workflow task that was
   * lost and given out again has another time in history than that at which the worker has done it; these are what counts.
   */
  times?: number[];
}

/** One commit as recorded beside its first event: together they are the command log of an instance (command-log.ts). */
export interface RecordedActivation {
  commands: RecordedCommand[];
  jobs: JobOutcome[];
  messages: MatchedMessage[];
}

/** Name and form of the local activity. */
export interface ProjectionActivities {
  commit(input: CommitInput): Promise<CommitResult>;
  /** Claim of the deployed definition with that hash, in whose place the workflow gets the definition. */
  definition(hash: string): Promise<unknown>;
}

/**
 * Argument of an external job's activity, in any language. What it answers are the job's variables; under ResultField stands what it
 * says besides (JobResult).
 */
export interface ExternalJobInput {
  /** "<instanceId>:<jobKey>" */
  id: string;
  instanceId: string;
  elementId: string;
  headers: Record<string, string>;
  variables: Variables;
  /** Workflow time when the job was given out, epoch milliseconds. */
  now: number;
  /** The moment that a listener's job is for. */
  listener?: ListenerEvent;
  /**
   * Failures of its own after which it is given up. The worker counts them, for to Temporal an attempt whose worker died is an attempt
   * as well. Absent: Temporal counts, as for workers in other languages.
   */
  retries?: number;
  /** How long to wait after such a failure. Absent: as long as Temporal was told. */
  backOff?: BackOff;
}

/** After the first failure the initial interval, after each further one so many times as long, up to the longest: milliseconds. */
export interface BackOff {
  initialInterval: number;
  backoffCoefficient: number;
  maximumInterval: number;
}

export type ResultField = 'congvan:result';

/** Types of the ApplicationFailures by which an external job fails at once and for good. */
export type ExternalJobFailure = 'BPMN_ERROR' | 'JOB_INVALID' | 'WORKERS_LOST';

/** First detail of a BPMN_ERROR. */
export interface BpmnErrorDetail {
  code: string;
  message: string;
  variables: Variables;
}
