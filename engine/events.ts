/**
 * What happened: the events an activation produced, in order. They are applied to the state, projected to the read model,
 * drawn on the diagram, and printed by `congvan run` (contract of the trace: `toTrace`).
 */
import type { ElementType, TaskEvent } from './elements/element.ts';
import type { MigrationMapping } from './repair/migration/mapping.ts';
import type { ModifyInstruction, Repairer } from './repair/repair-command.ts';
import type {
  IncidentCode,
  Job,
  JobRetry,
  KeptCommand,
  MessageSubscription,
  SignalSubscription,
  UserTask,
  UserTaskChanges,
  Variables,
} from './state/instance-state.ts';
import type { TimerRepeat } from './time/due-time.ts';

export type EventDefinition =
  | 'none'
  | 'timer'
  | 'message'
  | 'error'
  | 'escalation'
  | 'signal'
  | 'conditional'
  | 'link'
  | 'terminate'
  | 'compensation'
  | 'cancel'
  | 'multiple'
  | 'parallelMultiple';

/** Fields every event has. `sequence` counts from 1 in each instance without gaps; `at` is epoch milliseconds. */
interface Recorded {
  sequence: number;
  at: number;
}

/** `owner` in the events below is the key of the element instance that waits. */
interface OfElement extends Recorded {
  element: string;
  type: ElementType;
  eventDefinition?: EventDefinition;
  /** Key of the element instance, unique in the process instance. */
  key: string;
  /** Key of the enclosing element instance; absent for the started process. */
  scope?: string;
}

export type EngineEvent =
  | (OfElement & { event: 'activated' })
  | (OfElement & { event: 'completed' })
  | (OfElement & { event: 'terminated' })
  | (OfElement & { event: 'taken' })
  /** What a completed activity did has been undone. Not part of the trace: its handler is. */
  | (OfElement & { event: 'compensated' })
  | (OfElement & {
      event: 'incident';
      incidentKey: string;
      code: IncidentCode;
      message: string;
      jobKey?: string;
      conditionKey?: string;
    })
  | (Recorded & { event: 'incidentResolved'; incidentKey: string; element: string })
  | (Recorded & { event: 'variable'; name: string; value: unknown; scope: string })
  | (Recorded & { event: 'userTaskOpened'; task: UserTask })
  | (Recorded & {
      event: 'userTaskAssigned';
      key: string;
      element: string;
      assignee: string | null;
      actor: string | null;
    })
  | (Recorded & {
      event: 'userTaskUpdated';
      key: string;
      element: string;
      changes: UserTaskChanges;
      actor: string | null;
    })
  /** Listeners are asked before what `by` says is done with it; null: nothing holds it any longer. */
  | (Recorded & { event: 'userTaskHeld'; key: string; element: string; by: TaskEvent | null })
  | (Recorded & {
      event: 'userTaskClosed';
      key: string;
      element: string;
      outcome: 'completed' | 'cancelled';
      actor: string | null;
    })
  | (Recorded & { event: 'jobOpened'; job: Job; owner: string })
  | (Recorded & {
      event: 'jobClosed';
      key: string;
      element: string;
      outcome: 'completed' | 'failed' | 'error' | 'cancelled';
    })
  /** It is tried again at once, as the same job; or, by the key of the timer that it waits for, opened again. */
  | (Recorded & Repairer & { event: 'jobRetried'; key: string; element: string; retries: number })
  /** Somebody has selected these activities of an ad-hoc sub-process. */
  | (Recorded & {
      event: 'adHocActivated';
      key: string;
      element: string;
      activities: string[];
      actor: string | null;
    })
  | (Recorded & { event: 'messageSubscribed'; subscription: MessageSubscription; owner: string })
  | (Recorded & { event: 'messageUnsubscribed'; key: string; element: string })
  | (Recorded & { event: 'signalSubscribed'; subscription: SignalSubscription; owner: string })
  | (Recorded & { event: 'signalUnsubscribed'; key: string; element: string })
  /** For other instances: what waits in this one has been reached already. */
  | (Recorded & { event: 'signalThrown'; name: string; variables: Variables })
  /** For other processes than that one, in this instance (one that it calls) or in others. */
  | (Recorded & {
      event: 'messageThrown';
      element: string;
      processId: string;
      name: string;
      correlationKey: string;
      /** Epoch milliseconds: until then it waits for who is to receive it. */
      expiresAt: number;
      variables: Variables;
    })
  | (Recorded & {
      event: 'timerStarted';
      key: string;
      element: string;
      owner: string;
      dueAt: number;
      repeat: TimerRepeat | null;
      /** Which of the triggers of a multiple event. */
      trigger?: number;
      /** It is there to open this job again. */
      retry?: JobRetry;
    })
  | (Recorded & { event: 'timerCancelled'; key: string; element: string })
  | (Recorded & { event: 'timerFired'; key: string; element: string })
  /** What people did to put the instance right; what came of it follows. */
  | (Recorded & Repairer & { event: 'modified'; instructions: ModifyInstruction[] })
  | (Recorded &
      Repairer & {
        event: 'incidentsRetried';
        code: string | null;
        element: string | null;
        count: number;
      })
  /** It goes on by another version of its process; `from` and `to` are hashes of definitions. What has become of each element follows. */
  | (Recorded &
      Repairer & {
        event: 'migrated';
        from: string;
        to: string;
        definitionId?: string;
        /** In the version that it goes on by. */
        processId: string;
        mapping: MigrationMapping;
        timers: 'keep' | 'restart';
      })
  /** `element` is what it has become. */
  | (OfElement & { event: 'elementMigrated'; from: string; processId: string })
  /** Something that is waited for, or an incident, is of this element from now on. */
  | (Recorded & {
      event: 'waitMigrated';
      what: 'job' | 'message' | 'signal' | 'timer' | 'condition' | 'incident';
      key: string;
      element: string;
      from: string;
      /** Where it is of another process from now on. */
      processId?: string;
    })
  | (Recorded & {
      event: 'userTaskMigrated';
      key: string;
      element: string;
      from: string;
      name: string;
      formId: string | null;
      changes: UserTaskChanges;
    })
  | (Recorded & Repairer & { event: 'suspended'; timers: 'stop' | 'run' })
  | (Recorded & Repairer & { event: 'resumed' })
  /** Its completion has been taken back: the task is open as it was before. */
  | (Recorded & Repairer & { event: 'userTaskReopened'; element: string; task: UserTask })
  /** Nothing goes on at that element; `starts` as in `ElementSuspension`. */
  | (Recorded &
      Repairer & { event: 'elementSuspended'; element: string; timers: 'stop' | 'run'; starts?: string[] })
  | (Recorded & Repairer & { event: 'elementResumed'; element: string })
  /**
   * It came while the instance was suspended, and is delivered when it is resumed. With an element: for that, which alone does not go
   * on; `key` is that of the job or subscription.
   */
  | (Recorded & { event: 'kept'; command: KeptCommand; element?: string; key?: string });
