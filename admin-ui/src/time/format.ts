/** Dates as they are written in Viet Nam, in Viet Nam's time, wherever the browser is. */
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

type Part = 'day' | 'month' | 'year' | 'hour' | 'minute';

function take(instant: string | number | Date): Record<Part, string> {
  const found = { day: '', month: '', year: '', hour: '', minute: '' };
  for (const { type, value } of parts.formatToParts(new Date(instant))) {
    if (type in found) found[type as Part] = value;
  }
  return found;
}

/** @example formatDateTime('2026-03-02T03:05:00Z') // "02/03/2026 10:05" */
export function formatDateTime(instant: string | number | Date): string {
  const { day, month, year, hour, minute } = take(instant);
  return `${day}/${month}/${year} ${hour}:${minute}`;
}

/** @example formatDate('2026-03-02T18:00:00Z') // "03/03/2026" */
export function formatDate(instant: string | number | Date): string {
  const { day, month, year } = take(instant);
  return `${day}/${month}/${year}`;
}

/** "10:05" */
export function formatTime(instant: string | number | Date): string {
  const { hour, minute } = take(instant);
  return `${hour}:${minute}`;
}

/** A date without time ("2026-03-02") as it is read: "02/03/2026". Anything else comes back as it is. */
export function formatPlainDate(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return match === null ? date : `${match[3]}/${match[2]}/${match[1]}`;
}

/** Today's date in Viet Nam, ISO. */
export function todayIso(now: number = Date.now()): string {
  const { day, month, year } = take(now);
  return `${year}-${month}-${day}`;
}

/** @example formatSize(1536, 'vi') // "1,5 KB" */
export function formatSize(bytes: number, language: string): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(language === 'en' ? 'en' : 'vi', { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}
