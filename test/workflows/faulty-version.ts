/** Stands for a version rolled out by mistake: what it does first is not what histories of some instances say. */
import { sleep } from '@temporalio/workflow';
import { processInstance as sound } from '../../workflows/process-instance.ts';

export const poisoned = 'poisoned';
/** Fails with what it knows in its message. */
export const talkative = 'talkative';

export async function processInstance(...args: Parameters<typeof sound>): ReturnType<typeof sound> {
  if (args[0].businessKey === poisoned) await sleep(86_400_000);
  if (args[0].businessKey === talkative)
    // the applicant is in it
    throw new TypeError(`Cannot read ${JSON.stringify(args[0].continued)}`);
  return await sound(...args);
}
