/**
 * An inclusive gateway takes every flow whose condition holds, else the default flow (BPMN 2.0, 13.4.3). Which tokens it waits for
 * is decided where tokens arrive: `join.ts`.
 */
import { chooseFlows } from '../../behaviors/sequence-flow.ts';
import { activated, completeInto } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const inclusiveGateway: ElementProcessor = {
  activate(run, instance, element) {
    const flows = chooseFlows(run, instance, element);
    if ('code' in flows) return flows;
    activated(run, instance);
    completeInto(run, instance, flows);
    return null;
  },
  complete: () => null,
  terminate: terminated,
};
