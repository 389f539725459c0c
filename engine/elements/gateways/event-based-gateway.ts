/**
 * An event-based gateway waits for the first of the events behind it; that one is then activated as having occurred (BPMN 2.0, 10.6.6,
 * 13.4.4). One that starts the process begins with the event that did: an exclusive one is done with it, a parallel one waits for the
 * others, which are of the same conversation, and so holds the process until all have occurred.
 */
import { subscribe } from '../../behaviors/event-subscription.ts';
import { triggerAfterGateway } from '../../behaviors/event-trigger.ts';
import { outgoingFlows } from '../../behaviors/sequence-flow.ts';
import { activated } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const eventBasedGateway: ElementProcessor = {
  activate(run, instance, element) {
    const { start, variables = {} } = instance.trigger ?? {};
    const targets = outgoingFlows(run, instance, element).map((flow) =>
      run.element(instance.processId, flow.target ?? ''),
    );
    const occurred = targets.find((target) => target.id === start);
    if (!occurred || element.instantiates === 'parallel') {
      const failure = subscribe(
        run,
        instance,
        targets.filter((target) => target !== occurred),
      );
      if (failure) return failure;
    }
    activated(run, instance);
    if (occurred) triggerAfterGateway(run, instance, occurred, variables);
    return null;
  },
  complete: () => null,
  terminate: terminated,
};
