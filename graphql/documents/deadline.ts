/** How a document stands against its deadline, at the moment of the request. */
import { loadCalendar } from '../../activities/calendar/load-calendar.ts';
import type { WorkingCalendar } from '../../activities/calendar/working-time.ts';
import { workingDaysLeft } from '../../activities/deadlines/deadline-clock.ts';
import type { Document } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';

type Clocked = Pick<Document, 'dueAt' | 'pausedAt' | 'closedAt'>;

/** Of what is still owed. A standing clock does not become overdue. */
export function isOverdue({ dueAt, pausedAt, closedAt }: Clocked, now: Date): boolean {
  return dueAt !== null && closedAt === null && dueAt < (pausedAt ?? now);
}

/** With the fraction of the present day, negative when overdue; null without a deadline and once closed. */
export async function daysLeft(context: Context, document: Document): Promise<number | null> {
  const { dueAt, pausedAt, closedAt, agencyCode } = document;
  if (!dueAt || closedAt) return null;
  const calendar = await readCalendar(context, agencyCode);
  const clock = { dueAt: dueAt.getTime(), pausedAt: pausedAt?.getTime() ?? null };
  return Math.round(workingDaysLeft(calendar, clock, context.now.getTime()) * 100) / 100;
}

/** Read once a minute for each agency: a change of the calendar shows a little later, and a list costs one reading. */
const freshMs = 60_000;
const calendars = new WeakMap<object, Map<string, { readAt: number; calendar: Promise<WorkingCalendar> }>>();

function readCalendar({ db, now }: Context, agencyCode: string): Promise<WorkingCalendar> {
  const known = calendars.get(db) ?? new Map();
  calendars.set(db, known);
  const entry = known.get(agencyCode);
  if (entry && now.getTime() - entry.readAt < freshMs) return entry.calendar;
  const calendar = loadCalendar(db, agencyCode);
  known.set(agencyCode, { readAt: now.getTime(), calendar });
  calendar.catch(() => known.delete(agencyCode));
  return calendar;
}
