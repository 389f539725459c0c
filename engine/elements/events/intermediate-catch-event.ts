/** An intermediate catch event waits for its event; behind an event-based gateway or as the target of a link it does not. */

import { leave } from '../../behaviors/completion.ts';
import { subscribe } from '../../behaviors/event-subscription.ts';
import { activated, arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { occur } from './triggered-event.ts';

export const intermediateCatchEvent: ElementProcessor = {
  prepare: (run, instance, element) => (instance.trigger ? null : applyInputMappings(run, instance, element)),
  activate(run, instance, element) {
    if (instance.trigger) {
      occur(run, instance);
      return null;
    }
    const failure = applyInputMappings(run, instance, element) ?? subscribe(run, instance, [element]);
    if (failure) return failure;
    activated(run, instance);
    if (element.event?.definition === 'link') arrive(run, instance, {});
    return null;
  },
  complete: leave,
  terminate: terminated,
};
