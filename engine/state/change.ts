/**
 * Changes of the state that nobody outside needs to hear of: bookkeeping of tokens and phases. Together with the events they
 * are all that ever changes a state.
 */
import type { EngineEvent } from '../events.ts';
import type { Compensation, CompletedActivity } from './compensation.ts';
import type {
  AdHocActivation,
  ComplexGatewayState,
  DeferredToken,
  ElementInstance,
  Halted,
  InstanceState,
  OpenCondition,
  TaskTransition,
  Variables,
} from './instance-state.ts';

export type Bookkeeping =
  /** A token is on its way to an element in that scope. */
  | { change: 'tokenScheduled'; scope: string }
  /** The token has arrived: an element instance begins. */
  | { change: 'entered'; instance: ElementInstance }
  | { change: 'tokenWaits'; scope: string; flow: string }
  | { change: 'tokensJoined'; scope: string; flows: string[] }
  /** `forData`: what it waits for may come true by a change of variables. */
  | { change: 'joinWaits'; scope: string; gateway: string; forData?: true }
  /** Somebody has taken a token from in front of a join on each of these flows. */
  | { change: 'tokensDropped'; scope: string; flows: string[] }
  | { change: 'joinEnded'; scope: string; gateway: string }
  /** Null: it waits for its activation condition again. */
  | { change: 'complexGateway'; scope: string; gateway: string; state: ComplexGatewayState | null }
  /** An interrupting event sub-process takes the scope over: tokens in it are gone. */
  | { change: 'interrupted'; scope: string }
  /** A terminate end event: tokens in the scope are gone. */
  | { change: 'tokensRemoved'; scope: string }
  | { change: 'leaving'; key: string }
  /** Something has begun inside an instance that was about to end: it goes on. */
  | { change: 'resumed'; key: string }
  | { change: 'arrived'; key: string; variables: Variables }
  | { change: 'adHocQueued'; key: string; queue: AdHocActivation[] }
  /** No further activity begins in the ad-hoc sub-process. */
  | { change: 'adHocFinishing'; key: string; cancelRemaining: boolean }
  | { change: 'listening'; key: string; listening: NonNullable<ElementInstance['listening']> }
  /** Null: it has been done, or denied. */
  | { change: 'taskTransition'; key: string; transition: TaskTransition | null }
  | { change: 'terminating'; key: string }
  | { change: 'tokenDeferred'; scope: string; token: DeferredToken }
  | { change: 'deferredTaken'; scope: string; left: DeferredToken[] }
  | { change: 'loopPrepared'; key: string; items: unknown[]; total: number; withheld?: string[] }
  | { change: 'loopStarted'; key: string }
  /** `next` is the index of the first item that has not begun; null: none waits any more. The body may have ended. */
  | { change: 'itemsWait'; key: string; next: number | null }
  /** Somebody has added an instance to a multi-instance activity. */
  | { change: 'loopGrown'; key: string }
  /** The first message of a conversation has been sent or received. */
  | { change: 'conversationBegun'; key: string; conversation: string; value: string }
  /** A place for each result of a large multi-instance activity. */
  | { change: 'resultsOpened'; key: string; name: string; results: unknown[] }
  /** One result of a large multi-instance activity, in place. */
  | { change: 'resultCollected'; key: string; name: string; index: number; value: unknown }
  /** A boundary event has led out of an activity that goes on. */
  | { change: 'branched'; key: string }
  /** An activity that can be compensated has completed in that scope. */
  | { change: 'activityKept'; scope: string; activity: CompletedActivity }
  /** Some of them are being compensated: these are left. */
  | { change: 'activitiesTaken'; scope: string; left: CompletedActivity[] }
  | { change: 'compensationStarted'; scope: string; compensation: Compensation }
  | { change: 'unitStarted'; scope: string; compensation: string }
  | { change: 'unitEnded'; scope: string; compensation: string; unit: number }
  | { change: 'compensationEnded'; scope: string; compensation: string }
  /** A completed scope is there again. */
  | { change: 'restored'; instance: ElementInstance }
  | { change: 'restorationEnded'; key: string }
  /** What a command did has been taken back. */
  | { change: 'takenBack'; state: InstanceState }
  | { change: 'cancelled'; key: string }
  /** A token has reached a suspended element: what it begins waits until that goes on. */
  | { change: 'halted'; key: string }
  /** Of what came to suspended elements, this is what still waits. */
  | { change: 'letGo'; kept: Halted['kept']; entering: string[] }
  /** Migration: the suspended elements, as they are called from now on. */
  | { change: 'haltsRenamed'; elements: Halted['elements'] }
  | { change: 'messageSeen'; messageId: string }
  | { change: 'conditionOpened'; condition: OpenCondition }
  /** Evaluated again: to that value, or to none, as the incident tells. */
  | { change: 'conditionEvaluated'; key: string; holds: boolean; incident: string | null }
  | { change: 'conditionClosed'; key: string }
  /** One of the triggers of a parallel multiple event has occurred. */
  | { change: 'triggerMet'; key: string; element: string; trigger: number; variables: Variables; of: number }
  /** All of them have: one occurrence of each is spent. */
  | { change: 'triggersSpent'; key: string; element: string }
  /** Migration: what it knows of other elements, by their ids in the new version; undefined for nothing left. */
  | { change: 'translated'; key: string; changes: Partial<Record<keyof ElementInstance, unknown>> }
  /** Migration: it goes into another scope. */
  | { change: 'moved'; key: string; scope: string }
  | { change: 'dataJoinsRenamed'; dataJoins: { scope: string; gateway: string }[] }
  /** What a parallel multiple event has met counts no longer. */
  | { change: 'triggersForgotten'; key: string; element: string }
  /** A multiple event has thrown the next of its triggers. */
  | { change: 'thrown'; key: string };

export type Change = EngineEvent | Bookkeeping;
