/** A receive task waits for its message; behind an event-based gateway it has come already. */

import { leave } from '../../behaviors/completion.ts';
import { subscribe } from '../../behaviors/event-subscription.ts';
import { arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from './activity.ts';

export const receiveTask: ElementProcessor = {
  activate(run, instance, element) {
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const { trigger } = instance;
    // its own subscription goes first: where that fails, none of the attached ones may be left open
    const failure = (trigger ? null : subscribe(run, instance, [element])) ?? enter(run, instance, element);
    if (failure) return failure;
    if (trigger) arrive(run, instance, trigger.variables);
    return null;
  },
  complete: leave,
  terminate: terminated,
};
