/** Ids derived from a job's id: a repeated job makes the same rows again instead of new ones. */
import { createHash } from 'node:crypto';
import type { JobContext } from './job.ts';

/** A UUID of version 8 (RFC 9562, 5.8) that depends on nothing but the text. */
export function namedUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Id of the row that this job makes for this purpose. */
export function madeBy(job: Pick<JobContext, 'id'>, purpose: string): string {
  return namedUuid(`${job.id}/${purpose}`);
}

/** Who acted, as the audit chain names a process step. */
export function processActor(job: Pick<JobContext, 'instanceId' | 'elementId'>): string {
  return `process:${job.instanceId}/${job.elementId}`;
}
