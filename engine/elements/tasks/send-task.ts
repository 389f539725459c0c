/** A send task sends its message, and is done (BPMN 2.0, 10.3.3); with a task definition, a job sends it. */

import { leave } from '../../behaviors/completion.ts';
import { describeOutgoing, sendMessage } from '../../behaviors/message.ts';
import { arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from './activity.ts';
import { jobTask } from './job-task.ts';

export const sendTask: ElementProcessor = {
  activate(run, instance, element) {
    if (!element.sends) return jobTask.activate(run, instance, element);
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const message = describeOutgoing(run, instance, element);
    if (!message.ok) return message.failure;
    const failure = enter(run, instance, element);
    if (failure) return failure;
    sendMessage(run, instance, element, message.value);
    arrive(run, instance, {});
    return null;
  },
  complete: leave,
  terminate: terminated,
};
