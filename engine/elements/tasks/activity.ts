/** What all activities share: inputs in, events attached, activated; outputs out, token on. */

import { leave } from '../../behaviors/completion.ts';
import { subscribeToAttached } from '../../behaviors/event-subscription.ts';
import { activated } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { Failure, Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';

/** Subscribes to the events attached to the activity, after all else that may fail, and marks it activated. */
export function enter(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const failure = subscribeToAttached(run, instance, element);
  if (failure) return failure;
  activated(run, instance);
  return null;
}

/** Undefined and manual tasks: nothing to be done that the engine knows of (BPMN 2.0, 10.3.3). */
export const passThroughTask: ElementProcessor = {
  activate(run, instance, element) {
    const failure = applyInputMappings(run, instance, element) ?? enter(run, instance, element);
    if (failure) return failure;
    run.scheduleCompletion(instance.key);
    return null;
  },
  complete: leave,
  terminate: terminated,
};
