/** Running a declared job as the projection (transactional) or an activity (external) would, on a test's own database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Environment } from '../../../activities/environment.ts';
import type { ExternalJob, TransactionalJob } from '../../../activities/job.ts';
import { fileStorage } from '../../../activities/storage/file-storage.ts';
import type { PrismaClient } from '../../../prisma/client/client.ts';

export interface JobOptions {
  id?: string;
  instanceId?: string;
  headers?: Record<string, string>;
  /** ISO with offset. */
  now?: string;
}

export const defaultNow = '2026-11-20T09:00:00+07:00';

let count = 0;

function contextOf({ id, instanceId = 'test-instance', headers = {}, now = defaultNow }: JobOptions) {
  count += 1;
  return {
    id: id ?? `${instanceId}:${count}`,
    instanceId,
    elementId: 'Task_1',
    headers,
    now: Date.parse(now),
  };
}

export async function runTransactional<I extends z.ZodType, O extends z.ZodType>(
  db: PrismaClient,
  job: TransactionalJob<I, O>,
  input: z.input<I>,
  options: JobOptions = {},
): Promise<z.output<O>> {
  const answer = await db.$transaction(
    (tx) => job.run(job.input.parse(input), { job: contextOf(options), tx }),
    { timeout: 30_000, maxWait: 30_000 },
  );
  return job.output.parse(JSON.parse(JSON.stringify(answer)));
}

export async function runExternal<I extends z.ZodType, O extends z.ZodType>(
  db: PrismaClient,
  environment: Environment,
  job: ExternalJob<I, O>,
  input: z.input<I>,
  options: JobOptions = {},
): Promise<z.output<O>> {
  const signal = new AbortController().signal;
  const context = { job: contextOf(options), db, environment, signal };
  const answer = await job.run(job.input.parse(input), context);
  return job.output.parse(JSON.parse(JSON.stringify(answer)));
}

export interface TestEnvironment extends Environment, AsyncDisposable {}

/** Storage and demo authority in a folder of the test's own. */
export async function testEnvironment(overrides: Partial<Environment> = {}): Promise<TestEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-activities-'));
  return {
    storage: fileStorage(join(folder, 'files')),
    pkiFolder: join(folder, 'pki'),
    ...overrides,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
