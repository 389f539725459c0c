/**
 * The body of an activity with a standard loop: a wrapper that does the activity again and again, one iteration after the other,
 * while the loop condition holds (BPMN 2.0, 13.3.6). It is asked before each iteration, or but for the first (`testBefore`).
 */
import { leaveCancelled } from '../../behaviors/cancellation.ts';
import { complete } from '../../behaviors/completion.ts';
import { subscribeToAttached } from '../../behaviors/event-subscription.ts';
import { decideNextIteration, startIteration } from '../../behaviors/standard-loop.ts';
import { activated, arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const standardLoopBody: ElementProcessor = {
  activate(run, instance, element) {
    const { testBefore, maximum } = element.loop ?? {};
    const begins = testBefore ? decideNextIteration(run, instance, element) : maximum !== 0;
    if (typeof begins !== 'boolean') return begins;
    const failure = subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    run.note({ change: 'loopPrepared', key: instance.key, items: [], total: 0 });
    if (begins) startIteration(run, instance);
    else arrive(run, instance, {});
    return null;
  },
  complete(run, instance, element) {
    if (!instance.cancelled) return complete(run, instance, element);
    leaveCancelled(run, instance);
    return null;
  },
  terminate: terminated,
};
