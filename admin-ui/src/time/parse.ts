/** Dates as people type them in Viet Nam: "2/3/2026", "02032026" or "02-03-26"; also ISO, as it is pasted. */

function iso(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

/** The ISO date, or null where the text is none (yet). */
export function parseDate(text: string): string | null {
  const plain = text.trim();
  const pasted = /^(\d{4})-(\d{2})-(\d{2})$/.exec(plain);
  if (pasted !== null) return iso(Number(pasted[1]), Number(pasted[2]), Number(pasted[3]));
  const typed =
    /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$/.exec(plain) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(plain);
  if (typed === null) return null;
  const year = Number(typed[3]);
  return iso(year < 100 ? 2000 + year : year, Number(typed[2]), Number(typed[1]));
}

/** "8:5", "0805" or "08h05" as "08:05". */
export function parseTime(text: string): string | null {
  const match =
    /^(\d{1,2})(?:[:hg.]|giờ)\s?(\d{1,2})?$/i.exec(text.trim()) ?? /^(\d{2})(\d{2})$/.exec(text.trim());
  if (match === null) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? 0);
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
