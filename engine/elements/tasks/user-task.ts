/** A user task waits until somebody has done it. */
import { leave } from '../../behaviors/completion.ts';
import { terminated } from '../../behaviors/termination.ts';
import { closeUserTask, describeUserTask, openUserTask } from '../../behaviors/user-task.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from './activity.ts';

export const userTask: ElementProcessor = {
  activate(run, instance, element) {
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const task = describeUserTask(run, instance, element);
    if (!task.ok) return task.failure;
    const failure = enter(run, instance, element);
    if (failure) return failure;
    openUserTask(run, instance, element, task.value);
    return null;
  },
  complete: leave,
  terminate(run, instance) {
    closeUserTask(run, instance, 'cancelled', null);
    terminated(run, instance);
  },
};
