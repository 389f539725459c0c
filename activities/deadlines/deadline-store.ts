/** The deadline clock in the database, and in the variables of a process. */
import { z } from 'zod';
import type { Prisma } from '../../prisma/client/client.ts';
import { auditedOnce } from '../audit/append.ts';
import { loadCalendar } from '../calendar/load-calendar.ts';
import type { WorkingCalendar } from '../calendar/working-time.ts';
import { moment } from '../fields.ts';
import type { JobContext } from '../job.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';
import type { DeadlineClock } from './deadline-clock.ts';

export const deadlineAnswer = z.object({
  deadline: z
    .object({
      startedAt: moment,
      dueAt: moment,
      warnAt: moment,
      pausedAt: moment.optional(),
      workingDays: z.number(),
      extensions: z.number(),
    })
    .describe('Hạn xử lý: bắt đầu, hết hạn, nhắc trước | Deadline: start, due, warning'),
});

type DeadlineAnswer = z.output<typeof deadlineAnswer>;

function answerOf(clock: DeadlineClock): DeadlineAnswer {
  const text = (at: number) => toIsoTime(new Date(at));
  return {
    deadline: {
      startedAt: text(clock.startedAt),
      dueAt: text(clock.dueAt),
      warnAt: text(clock.warnAt),
      ...(clock.pausedAt === null ? {} : { pausedAt: text(clock.pausedAt) }),
      workingDays: clock.workingDays,
      extensions: clock.extensions,
    },
  };
}

async function readClock(tx: Prisma.TransactionClient, documentId: string): Promise<DeadlineClock | null> {
  const row = await tx.deadline.findUnique({ where: { documentId } });
  return (
    row && {
      ...row,
      startedAt: row.startedAt.getTime(),
      dueAt: row.dueAt.getTime(),
      warnAt: row.warnAt.getTime(),
      pausedAt: row.pausedAt?.getTime() ?? null,
    }
  );
}

async function writeClock(
  tx: Prisma.TransactionClient,
  documentId: string,
  clock: DeadlineClock,
): Promise<void> {
  const { workingDays, remainingMinutes, extensions } = clock;
  const dueAt = new Date(clock.dueAt);
  const pausedAt = clock.pausedAt === null ? null : new Date(clock.pausedAt);
  const data = {
    startedAt: new Date(clock.startedAt),
    dueAt,
    warnAt: new Date(clock.warnAt),
    pausedAt,
    workingDays,
    remainingMinutes,
    extensions,
  };
  await tx.deadline.upsert({ where: { documentId }, create: { documentId, ...data }, update: data });
  await tx.document.update({ where: { id: documentId }, data: { dueAt, pausedAt } });
}

/** Moves the document's clock once for the job, by the calendar of the document's agency. */
export function moveClock(
  tx: Prisma.TransactionClient,
  job: JobContext,
  { documentId, action }: { documentId: string; action: string },
  move: (calendar: WorkingCalendar, clock: DeadlineClock | null) => DeadlineClock,
): Promise<DeadlineAnswer> {
  return auditedOnce(tx, job, { documentId, action }, async () => {
    const { agencyCode } = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
    const calendar = await loadCalendar(tx, agencyCode);
    const clock = move(calendar, await readClock(tx, documentId));
    await writeClock(tx, documentId, clock);
    return answerOf(clock);
  });
}

/** For jobs that need a clock that was started. */
export function requireClock(clock: DeadlineClock | null): DeadlineClock {
  if (!clock) throw new Error('Expected the document to have a deadline, but none was started.');
  return clock;
}
