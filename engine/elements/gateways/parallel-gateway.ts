/** A parallel gateway takes all its flows. That it waits for all incoming ones is decided where tokens arrive: `join.ts`. */
import { outgoingFlows } from '../../behaviors/sequence-flow.ts';
import { activated, completeInto } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const parallelGateway: ElementProcessor = {
  activate(run, instance, element) {
    activated(run, instance);
    completeInto(run, instance, outgoingFlows(run, instance, element));
    return null;
  },
  complete: () => null,
  terminate: terminated,
};
