/** What may be asked of an instance. Every command is answered by a Transition, or refused without any change. */
import type { Bilingual } from './graph.ts';
import type { MigrationProblem } from './repair/migration/problem.ts';
import type { RepairCommand } from './repair/repair-command.ts';
import type { KeptCommand, UserTaskChanges, Variables } from './state/instance-state.ts';

export type Command =
  | { kind: 'completeUserTask'; key: string; variables: Variables; actor: string | null }
  | { kind: 'assignUserTask'; key: string; assignee: string | null; actor: string | null }
  | { kind: 'updateUserTask'; key: string; changes: UserTaskChanges; actor: string | null }
  | { kind: 'completeJob'; key: string; variables: Variables; result?: JobResult }
  /** Selects activities of the open ad-hoc sub-process with that key, see `openAdHocSubProcesses`. */
  | { kind: 'activateAdHoc'; key: string; activities: AdHocSelection[]; actor?: string | null }
  /** With retries left the job is opened again, after `retryBackOff` milliseconds if that is given; else it is an incident. */
  | { kind: 'failJob'; key: string; retries: number; message: string; retryBackOff?: number }
  | { kind: 'throwJobError'; key: string; code: string; message: string; variables: Variables }
  /** Delivered to one open subscription; a messageId seen before changes nothing. */
  | { kind: 'correlateMessage'; subscriptionKey: string; messageId: string; variables: Variables }
  /** Reaches every open signal subscription of that name in the instance; a signalId seen before changes nothing. */
  | { kind: 'broadcastSignal'; name: string; variables: Variables; signalId?: string }
  /** Fires every timer due at or before `now`, in order of due time, then of creation. */
  | { kind: 'fireTimers' }
  /** Begins the next inner instances of a parallel multi-instance activity, where not all began at once (`Limits.items`). */
  | { kind: 'beginItems' }
  /** Evaluates every open condition again: for those that look at the clock, or where an oracle answers otherwise now. */
  | { kind: 'evaluateConditions' }
  | { kind: 'resolveIncident'; incidentKey: string; variables: Variables }
  /** Sets variables where each exists as seen from an element instance (the process when null), else in the process. */
  | { kind: 'setVariables'; scope: string | null; variables: Variables }
  | { kind: 'cancel'; reason: string; actor: string | null }
  /** Given by the driver in the place of a command that the engine threw at (repair/hold.ts). `command` is done again at the end. */
  | { kind: 'hold'; message: string; command: KeptCommand | null }
  | RepairCommand;

export interface AdHocSelection {
  elementId: string;
  /** Those of the inner instance that begins. */
  variables?: Variables;
}

/** What a job says besides variables, where its element asks for more. */
export interface JobResult {
  /** Of an ad-hoc sub-process: what begins now. */
  activateElements?: AdHocSelection[];
  /** Of an ad-hoc sub-process: it completes; by default what is running ends first. */
  completionConditionFulfilled?: boolean;
  cancelRemainingInstances?: boolean;
  /** Of a task listener: other attributes than those asked for or set so far. */
  corrections?: UserTaskChanges;
  /** Of a task listener: what was asked for is not done. Not for `creating` and `canceling`. */
  denied?: boolean;
}

/** Why a command was refused. Nothing has changed. */
export interface Rejection {
  /** INTERNAL: a bug, noticed by the driver; the engine itself throws. */
  code: 'NOT_OPEN' | 'NOT_ACTIVE' | 'NOT_FOUND' | 'INVALID' | 'SUSPENDED' | 'NOT_UNDOABLE' | 'INTERNAL';
  message: string;
  /** The same for people, where they are to be told why. */
  text?: Bilingual;
  /** Of a modification: index of the instruction that cannot be done. */
  instruction?: number;
  /** Of a migration: what cannot go, and why. */
  problems?: MigrationProblem[];
}
