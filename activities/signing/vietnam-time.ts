/** Moments as Vietnamese signatures state them: always UTC+07:00, which has had no daylight saving since 1975. */
const offsetMilliseconds = 7 * 3_600_000;

interface WallClock {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

function wallClock(moment: Date): WallClock {
  const [date = '', time = ''] = new Date(moment.getTime() + offsetMilliseconds).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour = '', minute = '', second = ''] = time.slice(0, 8).split(':');
  return { year, month, day, hour, minute, second };
}

/** ISO 8601 to the second, "2026-03-05T14:05:09+07:00" (Decree 30/2020, Appendix I, part II.9). */
export function toIsoTime(moment: Date): string {
  const { year, month, day, hour, minute, second } = wallClock(moment);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`;
}

/** What people read: "14:05:09 ngày 05/3/2026". A day below 10 and a month below 3 carry a zero (Decree 30/2020, Appendix I). */
export function toVietnameseTime(moment: Date): string {
  const { year, month, day, hour, minute, second } = wallClock(moment);
  const numericMonth = Number(month);
  return `${hour}:${minute}:${second} ngày ${day}/${numericMonth < 3 ? month : numericMonth}/${year}`;
}

/** ISO 32000-1, 7.9.4: "D:20260305140509+07'00'". */
export function toPdfDate(moment: Date): string {
  const { year, month, day, hour, minute, second } = wallClock(moment);
  return `D:${year}${month}${day}${hour}${minute}${second}+07'00'`;
}

/** Reads a date of ISO 32000-1, 7.9.4; `null` when it is none. Parts left out are the earliest, a missing zone is UTC. */
export function parsePdfDate(text: string): Date | null {
  const match =
    /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-])(\d{2})'?(\d{2})?'?)?/.exec(text);
  if (!match) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, hours, minutes] =
    match;
  const zone = sign ? `${sign}${hours}:${minutes ?? '00'}` : 'Z';
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
