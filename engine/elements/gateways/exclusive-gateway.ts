/** An exclusive gateway takes the first flow whose condition holds (BPMN 2.0, 13.4.2). */
import { chooseOneFlow } from '../../behaviors/sequence-flow.ts';
import { activated, completeInto } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const exclusiveGateway: ElementProcessor = {
  activate(run, instance, element) {
    const flows = chooseOneFlow(run, instance, element);
    if ('code' in flows) return flows;
    activated(run, instance);
    completeInto(run, instance, flows);
    return null;
  },
  complete: () => null,
  terminate: terminated,
};
