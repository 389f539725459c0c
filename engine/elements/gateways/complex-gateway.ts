/**
 * A complex gateway (BPMN 2.0, 13.4.5). Which tokens set it off is decided where they arrive: `complex-join.ts`. Each time it is
 * set off, to start and later to reset, it passes as an element instance of its own, which knows `waitingForStart`,
 * `activationCount` (tokens in front of the gateway) and the tokens on each incoming flow, by the flow's id, as variables of its
 * conditions.
 *
 * To start, flows whose condition holds and those without one receive a token, else the default flow does. To reset, flows whose
 * condition holds do, else the default flow; there may be none.
 */
import { retryActivation } from '../../behaviors/complex-join.ts';
import { conditionHolds, defaultFlow, outgoingFlows } from '../../behaviors/sequence-flow.ts';
import { terminate } from '../../behaviors/termination.ts';
import { visibleVariables } from '../../behaviors/variables.ts';
import type { Failure, Run } from '../../run.ts';
import type { ElementInstance, Variables } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { passingGateway } from './passing-gateway.ts';

const passing = passingGateway((run, instance, element) =>
  choose(run, instance, element, instance.trigger?.variables ?? { waitingForStart: true }),
);

export const complexGateway: ElementProcessor = {
  ...passing,
  activate(run, instance, element) {
    const outcome = retryActivation(run, instance, element);
    if (outcome === 'waits') {
      terminate(run, instance);
      return null;
    }
    return outcome ?? passing.activate(run, instance, element);
  },
};

// helpers ////////////////////////////////////////////////////////////

function choose(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  gateway: Variables,
): FlowElement[] | Failure {
  const isStart = gateway.waitingForStart === true;
  const all = outgoingFlows(run, instance, element);
  const flows = isStart ? all : all.filter((flow) => flow.condition || flow.id === element.defaultFlow);
  if (flows.length === 0) return flows;
  const visible = (): Variables => ({ ...visibleVariables(run.state, instance), ...gateway });
  const chosen = run.oracle?.chooseFlows?.(element, flows, 'any', visible);
  if (chosen) return chosen;
  const context = visible();
  const taken: FlowElement[] = [];
  for (const flow of flows) {
    if (flow.id === element.defaultFlow) continue;
    const holds = conditionHolds(run, context, flow);
    if (typeof holds !== 'boolean') return holds;
    if (holds) taken.push(flow);
  }
  if (taken.length > 0 || !(isStart || element.defaultFlow)) return taken;
  return defaultFlow(run, instance, element);
}
