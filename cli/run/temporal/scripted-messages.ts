/** How a script drives an instance: see driven-instance.ts. */
import { defineUpdate } from '@temporalio/workflow';
import type { Command, InstanceState } from '../../../engine/index.ts';
import type { ProcessInstanceInput } from '../../../workflows/messages.ts';
import type { Ways } from '../ways.ts';

export const scriptedInstanceWorkflow = 'scriptedInstance';

export interface ScriptedInput extends ProcessInstanceInput {
  /** Virtual time of the start, epoch milliseconds. */
  now: number;
  /** Of a model without data; else everything is evaluated. */
  ways?: Ways;
}

/** Answers, as the others do, where the instance has come to rest. */
export const stateUpdate = defineUpdate<InstanceState>('state');
/** With the ways as they are now, for a model without data. Refused, with the engine's reason, as an ApplicationFailure. */
export const commandUpdate = defineUpdate<InstanceState, [Command, Ways?]>('command');
/** Lets virtual time pass: every timer due until then has fired when it is answered. */
export const advanceUpdate = defineUpdate<InstanceState, [{ until: number }]>('advance');
