/** The service tasks of the measured processes: each leaves one row of its own, once. */
import { z } from 'zod';
import { type AnyJob, transactionalJob } from '../../../activities/job.ts';
import type { Prisma } from '../../../prisma/client/client.ts';

export const createWorkTable = `CREATE TABLE IF NOT EXISTS "BenchWork" ("id" text PRIMARY KEY, "at" timestamptz NOT NULL)`;

export async function doWork(tx: Prisma.TransactionClient, id: string): Promise<void> {
  await tx.$executeRaw`INSERT INTO "BenchWork" ("id", "at") VALUES (${id}, now()) ON CONFLICT DO NOTHING`;
}

const text = { vi: 'đo tốc độ', en: 'measurement' };

/** Tells whoever handles the instance, in their list of notifications. */
const remind = transactionalJob({
  type: 'bench.remind',
  title: text,
  description: text,
  input: z.object({}),
  output: z.object({}),
  async run(_input, { job, tx }) {
    await tx.$executeRaw`
      INSERT INTO "Notification" ("id", "group", "titleVi", "titleEn", "body", "at", "madeBy")
      VALUES (gen_random_uuid(), 'clerk@H26.01', 'Sắp hết hạn', 'Due', ${job.instanceId}, now(), ${job.id})
      ON CONFLICT DO NOTHING`;
    return {};
  },
});

function work(name: string): AnyJob {
  return transactionalJob({
    type: `bench.${name}`,
    title: text,
    description: text,
    input: z.object({}),
    output: z.record(z.string(), z.boolean()),
    async run(_input, { job, tx }) {
      await doWork(tx, job.id);
      return { [`${name}Done`]: true };
    },
  });
}

export const benchJobs: readonly AnyJob[] = [...['register', 'issue', 'archive'].map(work), remind];
