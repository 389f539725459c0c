/** Service and send tasks, and every task or event that hands its work to a job. */

import { leave } from '../../behaviors/completion.ts';
import { describeJob, openJob } from '../../behaviors/job.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from './activity.ts';

export const jobTask: ElementProcessor = {
  activate(run, instance, element) {
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const job = describeJob(run, instance, element);
    if (!job.ok) return job.failure;
    const failure = enter(run, instance, element);
    if (failure) return failure;
    openJob(run, instance, element, job.value);
    return null;
  },
  complete: leave,
  terminate: terminated,
};
