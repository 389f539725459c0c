/** The calendar that an agency works by. */
import type { Prisma } from '../../prisma/client/client.ts';
import { cityOfficeHours, officeHours } from './office-hours.ts';
import { parseDay } from './vietnam-date.ts';
import type { WorkingCalendar } from './working-time.ts';

/** The agency's own office hours, or its parent's, or the city's; and the days that differ from the week. */
export async function loadCalendar(
  db: Prisma.TransactionClient,
  agencyCode: string,
): Promise<WorkingCalendar> {
  const days = await db.calendarDay.findMany({ select: { date: true, working: true } });
  const hours = await findHours(db, agencyCode);
  return { hours, exceptions: new Map(days.map(({ date, working }) => [parseDay(date), working])) };
}

async function findHours(
  db: Prisma.TransactionClient,
  agencyCode: string,
): Promise<WorkingCalendar['hours']> {
  let code: string | null = agencyCode;
  // Units of units of units: agencies are three levels deep at most, so this cannot turn for ever.
  for (let level = 0; code !== null && level < 8; level += 1) {
    const agency: { officeHours: unknown; parentCode: string | null } | null = await db.agency.findUnique({
      where: { code },
      select: { officeHours: true, parentCode: true },
    });
    if (agency?.officeHours) return officeHours.parse(agency.officeHours);
    code = agency?.parentCode ?? null;
  }
  return cityOfficeHours;
}
