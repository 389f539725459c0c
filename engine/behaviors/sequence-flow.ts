/** Sequence flows: which of them a leaving token takes, and where it gets to (BPMN 2.0, 13.2.1). */
import type { FlowElement } from '../elements/element.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { evaluateBoolean } from './expression.ts';
import { arriveAtJoin, joins } from './join.ts';
import { visibleVariables } from './variables.ts';
import { homeOfJoins } from './waiting-tokens.ts';

export const outgoingFlows = (run: Run, instance: ElementInstance, element: FlowElement): FlowElement[] =>
  (element.outgoing ?? []).map((id) => run.element(instance.processId, id));

/**
 * Every flow without a condition, and those whose condition holds; where no condition holds, the default flow besides.
 */
export function chooseFlows(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): FlowElement[] | Failure {
  const flows = outgoingFlows(run, instance, element);
  if (flows.length < 2 && flows.every((flow) => flow.condition === undefined)) return flows;
  const chosen = run.oracle?.chooseFlows?.(element, flows, 'any', () =>
    visibleVariables(run.state, instance),
  );
  if (chosen) return chosen;
  const context = visibleVariables(run.state, instance);
  const taken: FlowElement[] = [];
  let anyHolds = false;
  for (const flow of flows) {
    if (flow.id === element.defaultFlow) continue;
    const holds = conditionHolds(run, context, flow);
    if (typeof holds !== 'boolean') return holds;
    if (!holds) continue;
    taken.push(flow);
    anyHolds ||= flow.condition !== undefined;
  }
  if (anyHolds || (taken.length > 0 && !element.defaultFlow)) return taken;
  const byDefault = defaultFlow(run, instance, element);
  return 'code' in byDefault ? byDefault : [...taken, ...byDefault];
}

/** The first flow in document order whose condition holds, else the default flow. */
export function chooseOneFlow(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): FlowElement[] | Failure {
  const flows = outgoingFlows(run, instance, element);
  if (flows.length < 2 && flows.every((flow) => flow.condition === undefined)) return flows;
  const chosen = run.oracle?.chooseFlows?.(element, flows, 'one', () =>
    visibleVariables(run.state, instance),
  );
  if (chosen) return chosen;
  const context = visibleVariables(run.state, instance);
  for (const flow of flows) {
    if (flow.id === element.defaultFlow) continue;
    const holds = conditionHolds(run, context, flow);
    if (typeof holds !== 'boolean') return holds;
    if (holds) return [flow];
  }
  return defaultFlow(run, instance, element);
}

export function takeFlow(run: Run, scope: ElementInstance, flow: FlowElement): void {
  const taken = { event: 'taken', element: flow.id, type: 'sequenceFlow' } as const;
  run.emit({ ...taken, key: run.nextKey(), scope: scope.key, sequence: 0, at: 0 });
  const target = run.element(scope.processId, flow.target ?? '');
  if (joins(target)) arriveAtJoin(run, homeOfJoins(run, scope), target, flow.id);
  else run.scheduleActivation(target.id, scope.key);
}

// conditions /////////////////////////////////////////////////////////

export function conditionHolds(
  run: Run,
  context: Record<string, unknown>,
  flow: FlowElement,
): boolean | Failure {
  if (flow.condition === undefined) return true;
  const result = evaluateBoolean(run, context, flow.condition, 'CONDITION_FAILED');
  return result.ok ? result.value : result.failure;
}

export function defaultFlow(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): FlowElement[] | Failure {
  if (element.defaultFlow) return [run.element(instance.processId, element.defaultFlow)];
  return fail(
    'NO_FLOW_TAKEN',
    `Expected at least one condition of the flows leaving '${element.id}' to hold, or a default flow, but there is neither`,
  );
}
