/** Conditions of conditional events (BPMN 2.0, 10.5.5). */
import type { SingleTrigger } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { evaluateIn, narrowToBoolean, type Result } from './expression.ts';

export type Conditional = Extract<SingleTrigger, { definition: 'conditional' }>;

/** A variable that is not there yet makes a condition null, which is not true, and no fault. */
export function conditionHolds(run: Run, instance: ElementInstance, trigger: Conditional): Result<boolean> {
  const result = evaluateIn(run, instance, trigger.condition, 'EXPRESSION_FAILED', 'boolean');
  if (result.ok && result.value === null) return { ok: true, value: false };
  return narrowToBoolean(result, trigger.condition);
}
