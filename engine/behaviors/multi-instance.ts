/** What a multi-instance activity does when one of its inner instances ends (BPMN 2.0, 13.3.7). */
import type { FlowElement } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { evaluateBoolean, evaluateIn } from './expression.ts';
import { removeTokens, terminateChildren } from './termination.ts';
import { setLocal, visibleVariables } from './variables.ts';

/** Before an inner instance is completed: its result goes into the collection. `enough`: the completion condition holds. */
export function collectOutput(
  run: Run,
  body: ElementInstance,
  instance: ElementInstance,
  element: FlowElement,
): { enough: boolean } | Failure {
  const loop = element.multiInstance;
  if (!loop || !body.loop) return { enough: false };
  if (loop.outputCollection && loop.outputElement) {
    const result = evaluateIn(run, instance, loop.outputElement);
    if (!result.ok) return result.failure;
    const collection = body.variables[loop.outputCollection];
    const results = Array.isArray(collection) ? [...collection] : [];
    results[(instance.loopItem?.counter ?? 1) - 1] = result.value;
    setLocal(run, body, { [loop.outputCollection]: results });
  }
  if (loop.completionCondition === null) return { enough: false };
  const enough = evaluateBoolean(
    run,
    { ...visibleVariables(run.state, instance), ...loopProperties(body) },
    loop.completionCondition,
    'EXPRESSION_FAILED',
  );
  return enough.ok ? { enough: enough.value } : enough.failure;
}

/** After an inner instance was completed: the next one starts, or the activity is done. */
export function afterInnerInstance(
  run: Run,
  body: ElementInstance,
  element: FlowElement,
  enough: boolean,
): void {
  if (!body.loop) return;
  if (enough) {
    removeTokens(run, body);
    terminateChildren(run, body);
  } else if (element.multiInstance?.sequential && body.loop.started < body.loop.total) {
    startInnerInstance(run, body, body.loop.items[body.loop.started]);
    return;
  }
  if (body.phase !== 'active' || body.children > 0 || body.pending > 0) return;
  run.note({ change: 'leaving', key: body.key });
  run.scheduleCompletion(body.key);
}

export function startInnerInstance(run: Run, body: ElementInstance, item: unknown): void {
  run.note({ change: 'loopStarted', key: body.key });
  run.scheduleActivation(body.elementId, body.key, { loop: { counter: body.loop?.started ?? 1, item } });
}

// helpers ////////////////////////////////////////////////////////////

/** Counted as if the inner instance that is about to complete had done so. */
function loopProperties(body: ElementInstance): Variables {
  const { total = 0, completed = 0, terminated = 0 } = body.loop ?? {};
  return {
    numberOfInstances: total,
    numberOfActiveInstances: body.children + body.pending - 1,
    numberOfCompletedInstances: completed + 1,
    numberOfTerminatedInstances: terminated,
  };
}
