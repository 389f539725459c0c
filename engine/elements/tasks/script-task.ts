/** A script task evaluates a FEEL expression, or hands its script to a job. */

import { leave } from '../../behaviors/completion.ts';
import { evaluateIn } from '../../behaviors/expression.ts';
import { arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from './activity.ts';
import { jobTask } from './job-task.ts';

export const scriptTask: ElementProcessor = {
  activate(run, instance, element) {
    if (!element.script) return jobTask.activate(run, instance, element);
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const result = evaluateIn(run, instance, element.script.expression);
    if (!result.ok) return result.failure;
    const failure = enter(run, instance, element);
    if (failure) return failure;
    arrive(run, instance, { [element.script.resultVariable]: result.value });
    return null;
  },
  complete: leave,
  terminate: terminated,
};
