/** How a script drives an instance: see run-on-temporal.ts. */
import { defineUpdate } from '@temporalio/workflow';
import type {
  Command,
  LifecycleState,
  OpenIncident,
  OpenMessageSubscription,
  Variables,
} from '../../../engine/index.ts';
import type { ProcessInstanceInput } from '../../../workflows/messages.ts';

export const scriptedInstanceWorkflow = 'scriptedInstance';

export interface ScriptedInput extends ProcessInstanceInput {
  /** Virtual time of the start, epoch milliseconds. */
  now: number;
}

export interface ScriptedView {
  lifecycle: LifecycleState;
  variables: Variables;
  tasks: { key: string; elementId: string }[];
  jobs: { key: string; type: string }[];
  subscriptions: OpenMessageSubscription[];
  incidents: Pick<OpenIncident, 'elementId' | 'code' | 'message'>[];
  nextDueAt: number | null;
}

export const viewUpdate = defineUpdate<ScriptedView>('view');
/** Refused, with the engine's reason, as an ApplicationFailure. */
export const commandUpdate = defineUpdate<ScriptedView, [Command]>('command');
/** Lets virtual time pass: every timer due until then has fired when it is answered. */
export const advanceUpdate = defineUpdate<ScriptedView, [{ until: number }]>('advance');
