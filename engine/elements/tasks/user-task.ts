/** A user task waits until somebody has done it (BPMN 2.0, 10.3.4). Its listeners may hold up each step: `task-listener.ts`. */
import { leave } from '../../behaviors/completion.ts';
import { createTask, holdCancellation } from '../../behaviors/task-listener.ts';
import { terminated } from '../../behaviors/termination.ts';
import { closeUserTask, describeUserTask } from '../../behaviors/user-task.ts';
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
    createTask(run, instance, element, task.value);
    return null;
  },
  complete: leave,
  terminate(run, instance, element) {
    if (holdCancellation(run, instance, element)) return;
    closeUserTask(run, instance, 'cancelled', null);
    terminated(run, instance);
  },
};
