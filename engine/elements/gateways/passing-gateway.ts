/** What gateways share that do not wait: they are activated, and complete into the flows that they choose. */
import { activated, completeInto, passOn } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { Failure, Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';

export type Choice = (run: Run, instance: ElementInstance, element: FlowElement) => FlowElement[] | Failure;

export const passingGateway = (choose: Choice): ElementProcessor => ({
  activate(run, instance, element) {
    const flows = choose(run, instance, element);
    if ('code' in flows) return flows;
    activated(run, instance);
    passOn(run, instance, element, flows);
    return null;
  },
  complete(run, instance, element) {
    const flows = choose(run, instance, element);
    if ('code' in flows) return flows;
    completeInto(run, instance, flows);
    return null;
  },
  terminate: terminated,
});
