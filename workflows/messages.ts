/**
 * The names and shapes by which others talk to a running process instance. Updates, not signals: they validate before they
 * are accepted, answer with what came of it, and are answered only when their projection is visible.
 */
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { RecordedActivation } from '../activities/projection/contract.ts';
import type {
  AdHocSelection,
  EngineEvent,
  ExecutableGraph,
  InstanceState,
  PendingJob,
  Rejection,
  RepairCommand,
  UserTaskChanges,
  Variables,
} from '../engine/index.ts';
import type { DefinitionClaim } from './definition-claim.ts';
import type { RunLimits } from './run-limits.ts';

/** Workflow type. The workflow id is the instance id. Arguments: ProcessInstanceInput, then the definition's claim. */
export const processInstanceWorkflow = 'processInstance';

/** Workflow type. The workflow id is "signal-<id of the SignalBroadcast>"; argument: that id. */
export const signalBroadcastWorkflow = 'signalBroadcast';

/** Names and forms of its activities. */
export interface SignalActivities {
  /** Goes on where it has come to, for a minute at most. */
  deliverSignal(broadcast: { id: string }): Promise<{ isDone: boolean }>;
}

export interface ProcessInstanceInput {
  processId: string;
  /** The start event that has occurred; without it the none start event is taken. */
  startElementId?: string;
  /** Agency that handles the instance: unqualified candidate groups ("clerk") belong to it ("clerk@H26.01"). */
  agencyCode: string | null;
  /** Enterprise that the instance is about: the group "member" belongs to it. */
  taxCode: string | null;
  businessKey: string | null;
  variables: Variables;
  /** Set when a run continues another: where that stood. `variables` is empty then. */
  continued?: InstanceState;
  /** With `continued`, of an instance that Temporal had lost: what was answered to its last commit, which that state has not taken in. */
  answered?: Pick<RecordedActivation, 'jobs' | 'messages'>;
  /** What the instance begins with (engine/flags.ts). Absent: none, as before there were any. */
  flags?: readonly string[];
  /** Dispatchers fire what is due (client/due-timers.ts): its own timer comes later, for what they have missed. */
  timersAreSwept?: true;
  /** Other limits of its runs than those of run-limits.ts, which say what each means. */
  historyLimit?: number;
  limits?: Partial<RunLimits>;
}

/** What every update answers: where the instance stands after it came to rest or began to wait for outside work. */
export interface InstanceView {
  state: 'active' | 'completed' | 'terminated';
  /** Nothing goes on until it is resumed. Absent: it goes on. */
  isSuspended?: true;
  /** Ids of elements at which nothing goes on while the rest does. Absent: none. */
  suspendedElements?: string[];
  /** Sequence of the last engine event, all of which are projected. */
  sequence: number;
  /** The first hundred. */
  openTasks: {
    key: string;
    elementId: string;
    name: string;
    assignee: string | null;
    /** As the model has them: `clerk` is not qualified here. */
    candidateGroups: string[];
  }[];
  activeElements: string[];
  incidents: { key: string; elementId: string; code: string; message: string }[];
}

/**
 * Types of the non-retryable ApplicationFailures by which an update is refused, before anything is written to history. INTERNAL is
 * noticed later: a bug; what was asked is undone, and the instance is held with an incident of that code.
 */
export type Refusal = 'TASK_NOT_OPEN' | 'NOT_FOUND' | 'CONFLICT' | 'INVALID' | 'INTERNAL';

/** Type of another refusal: a new run is about to begin. Asked again a moment later, the instance answers. */
export const betweenRuns = 'BETWEEN_RUNS';

/**
 * `assignee`, where given: a task that is assigned neither to the actor nor to that name (a model may assign by either) is somebody
 * else's, else CONFLICT. Update id: "<task key>:<idempotency key>", so that completing a task again with the same key has the same outcome. */
export const completeTaskUpdate = defineUpdate<
  InstanceView,
  [{ key: string; variables: Variables; actor: string | null; assignee?: string }]
>('completeTask');

/**
 * Most that one command may bring: characters of its variables as JSON. Far above what a form holds; files are stored by themselves.
 */
export const largestVariables = 2_000_000;

/**
 * `expected`, where given, is who must be the assignee now, else CONFLICT: two who claim at once do not both succeed. A model assigns by
 * the sign-in name: `expectedName` is that of the same person.
 */
export const assignTaskUpdate = defineUpdate<
  InstanceView,
  [
    {
      key: string;
      assignee: string | null;
      actor: string | null;
      expected?: string | null;
      expectedName?: string;
    },
  ]
>('assignTask');

/** Changes what is said of an open task: who it is for, when it is due. */
export const updateTaskUpdate = defineUpdate<
  InstanceView,
  [{ key: string; changes: UserTaskChanges; actor: string | null }]
>('updateTask');

/** Begins activities of the open ad-hoc sub-process with that key. */
export const activateAdHocUpdate = defineUpdate<
  InstanceView,
  [{ key: string; activities: AdHocSelection[]; actor: string | null }]
>('activateAdHoc');

/** Ad-hoc sub-processes that are open, and what may be begun in each. */
export const adHocQuery = defineQuery<OpenAdHoc[]>('adHoc');

export interface OpenAdHoc {
  key: string;
  elementId: string;
  /** Ids of activities. */
  enabled: string[];
}

/** The first so many, see `pendingJobs`. */
export const pendingJobsQuery = defineQuery<PendingJob[], [limit: number]>('pendingJobs');

/** A message id that was taken before changes nothing. */
export const correlateMessageUpdate = defineUpdate<
  InstanceView,
  [{ subscriptionKey: string; messageId: string; variables: Variables }]
>('correlateMessage');

/** A signal id that was taken before changes nothing. NOT_FOUND: nothing here waits for it. */
export const broadcastSignalUpdate = defineUpdate<
  InstanceView,
  [{ name: string; variables: Variables; signalId?: string }]
>('broadcastSignal');

export const resolveIncidentUpdate = defineUpdate<
  InstanceView,
  [{ incidentKey: string; variables: Variables; actor: string | null }]
>('resolveIncident');

export const cancelInstanceUpdate = defineUpdate<InstanceView, [{ reason: string; actor: string | null }]>(
  'cancelInstance',
);

/** Puts a running instance right. What cannot be done is refused before it reaches history: INVALID says what was expected. */
export const repairInstanceUpdate = defineUpdate<InstanceView, [RepairCommand]>('repairInstance');

/**
 * Lets a running instance go on by another version: the command, and the claim of its definition (definition-claim.ts), in whose place
 * the instance gets the definition. What cannot go is refused before it reaches history: INVALID, with the problems as detail.
 */
export const migrateInstanceUpdate = defineUpdate<
  InstanceView,
  [command: MigrateCommand, target: DefinitionClaim | ExecutableGraph]
>('migrateInstance');

export type MigrateCommand = Extract<RepairCommand, { kind: 'migrate' }>;

export const previewMigrationQuery = defineQuery<
  { events: EngineEvent[] } | { rejection: Rejection },
  [command: MigrateCommand, target: DefinitionClaim | ExecutableGraph]
>('previewMigration');

/** What a repair would lead to, or why it would be refused. */
export const previewRepairQuery = defineQuery<
  { events: EngineEvent[] } | { rejection: Rejection },
  [RepairCommand]
>('previewRepair');

/**
 * Answered once the instance is projected. With update-with-start it starts an instance; sent to a running one it makes
 * sure that instance and read model agree, and takes over what was committed but did not reach Temporal.
 */
export const startedUpdate = defineUpdate<InstanceView>('started');

/** A new run begins as soon as the instance is at rest: with the newest version of the workers, where these have versions. */
export const renewUpdate = defineUpdate<void>('renew');

export const instanceViewQuery = defineQuery<InstanceView>('instanceView');

/** All that an instance knows, for operators. Also of one that has ended, while Temporal keeps its history. */
export const instanceStateQuery = defineQuery<InstanceState>('instanceState');
