/** Jobs that are done by workers outside, in whatever language: their type names the task queue and the activity. */

export interface ForeignJob {
  taskQueue: string;
  activity: string;
}

/**
 * Null for a type of our own.
 * @example foreignJob('queue:finance/invoice.check') // { taskQueue: 'finance', activity: 'invoice.check' }
 */
export function foreignJob(type: string): ForeignJob | null {
  const [, taskQueue, activity] = /^queue:([^/\s]+)\/(\S+)$/.exec(type) ?? [];
  return taskQueue && activity ? { taskQueue, activity } : null;
}
