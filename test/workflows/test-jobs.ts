/** Jobs for the tests: one of each kind, with faults that a test asks for by variables. */
import { z } from 'zod';
import { externalJob, JobError, transactionalJob } from '../../activities/job.ts';

const text = { vi: 'thử', en: 'test' };

/** Takes the next number of a register: gap-free exactly when it runs once for each job. */
export const number = transactionalJob({
  type: 'test.number',
  title: text,
  description: text,
  input: z.object({ caseId: z.string(), numberFault: z.string().nullish() }),
  output: z.object({ number: z.number() }),
  async run({ numberFault }, { tx }) {
    const book = await tx.registerBook.upsert({
      where: { agencyCode_kind_year: { agencyCode: 'TEST', kind: 'INCOMING', year: 2026 } },
      create: { agencyCode: 'TEST', kind: 'INCOMING', year: 2026, lastNumber: 1 },
      update: { lastNumber: { increment: 1 } },
    });
    if (numberFault) throw new Error(numberFault);
    return { number: book.lastNumber };
  },
});

/** How often the external job was tried, by case. */
export const sealAttempts = new Map<string, number>();
/** Cases whose external job was told to stop; `stop` fails then, the first two times. */
export const stoppedSeals = new Set<string>();

export const seal = externalJob({
  type: 'test.seal',
  title: text,
  description: text,
  input: z.object({
    caseId: z.string(),
    sealFault: z.enum(['once', 'always', 'refuse', 'wait', 'stop', 'outage']).nullish(),
  }),
  output: z.object({ sealedBy: z.string() }),
  errors: { REFUSED: text },
  async run({ caseId, sealFault }, { signal }) {
    const attempt = (sealAttempts.get(caseId) ?? 0) + 1;
    sealAttempts.set(caseId, attempt);
    if (sealFault === 'refuse' && attempt === 1)
      throw new JobError('REFUSED', 'not this one', { refusedAs: attempt });
    if (sealFault === 'outage' && attempt <= 2)
      throw Object.assign(new Error('Server has closed the connection.'), { code: 'P1017' });
    if (sealFault === 'outage' && attempt === 3) throw new Error('The seal is broken');
    if (sealFault === 'always' || (sealFault === 'once' && attempt === 1))
      throw new Error('The seal is broken');
    if (sealFault === 'wait' || (sealFault === 'stop' && attempt <= 2)) {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      stoppedSeals.add(caseId);
      if (sealFault === 'stop') throw new Error('stopped in the midst');
    }
    return { sealedBy: `attempt ${attempt}` };
  },
});

export const testJobs = [number, seal];
