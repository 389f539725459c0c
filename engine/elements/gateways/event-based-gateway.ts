/** An event-based gateway waits for the first of the events behind it; that one is then activated as having occurred. */
import { subscribe } from '../../behaviors/event-subscription.ts';
import { outgoingFlows } from '../../behaviors/sequence-flow.ts';
import { activated } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const eventBasedGateway: ElementProcessor = {
  activate(run, instance, element) {
    const targets = outgoingFlows(run, instance, element).map((flow) =>
      run.element(instance.processId, flow.target ?? ''),
    );
    const failure = subscribe(run, instance, targets);
    if (failure) return failure;
    activated(run, instance);
    return null;
  },
  complete: () => null,
  terminate: terminated,
};
