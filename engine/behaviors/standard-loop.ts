/** Whether an activity with a standard loop is done once more (BPMN 2.0, 13.3.6). */
import type { FlowElement } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { evaluateBoolean } from './expression.ts';
import { visibleVariables } from './variables.ts';

/**
 * The condition is read from the surroundings of the activity, with `loopCounter` as the number of iterations begun so far. The
 * maximum goes before it.
 */
export function decideNextIteration(
  run: Run,
  body: ElementInstance,
  element: FlowElement,
): boolean | Failure {
  const { maximum = null, condition = null } = element.loop ?? {};
  const loopCounter = body.loop?.started ?? 0;
  if (maximum !== null && loopCounter >= maximum) return false;
  if (condition === null) return true;
  const context = { ...visibleVariables(run.state, body), loopCounter };
  const holds = evaluateBoolean(run, context, condition, 'EXPRESSION_FAILED');
  return holds.ok ? holds.value : holds.failure;
}

export function startIteration(run: Run, body: ElementInstance): void {
  run.note({ change: 'loopStarted', key: body.key });
  run.scheduleActivation(body.elementId, body.key, {
    loop: { counter: body.loop?.started ?? 1, item: null },
  });
}
