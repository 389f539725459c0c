/** Stands for a version rolled out by mistake: what it does first is not what histories of some instances say. */
import { sleep } from '@temporalio/workflow';
import { processInstance as sound } from '../../workflows/process-instance.ts';

export const poisoned = 'poisoned';

export async function processInstance(...args: Parameters<typeof sound>): ReturnType<typeof sound> {
  if (args[0].businessKey === poisoned) await sleep(86_400_000);
  return await sound(...args);
}
