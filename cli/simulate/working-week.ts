/**
 * Weekly working hours as people write them: `T2-T6 07:30-11:30,13:30-17:00; T7 07:30-11:30`. Days in Vietnamese (T2 … T7, CN), in English
 * (Mon … Sun, Mo … Su), or by number (1 is Monday). `24/7`: day and night.
 */
import type { DayWindows } from '../../engine/simulation/index.ts';

/** Monday first; null for day and night; undefined where the text is neither. */
export function parseWeek(text: string): DayWindows[] | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '24/7' || trimmed === 'always') return null;
  const week: [number, number][][] = [[], [], [], [], [], [], []];
  for (const part of trimmed.split(';').map((it) => it.trim())) {
    if (part === '') continue;
    const split = /^(\S+)\s+(\S.*)$/.exec(part);
    const days = split?.[1] === undefined ? null : parseDays(split[1]);
    const windows = split?.[2] === undefined ? null : parseWindows(split[2]);
    if (!days || !windows) return undefined;
    for (const day of days) week[day] = windows;
  }
  return week.some((windows) => windows.length > 0) ? week : undefined;
}

// helpers ////////////////////////////////////////////////////////////

const names = [
  ['t2', 'mon', 'mo', '1'],
  ['t3', 'tue', 'tu', '2'],
  ['t4', 'wed', 'we', '3'],
  ['t5', 'thu', 'th', '4'],
  ['t6', 'fri', 'fr', '5'],
  ['t7', 'sat', 'sa', '6'],
  ['cn', 'sun', 'su', '7'],
];

const dayOf = (name: string): number => names.findIndex((forms) => forms.includes(name.toLowerCase()));

/** `T2-T6`, `T2,T4`, `CN`. */
function parseDays(text: string): number[] | null {
  const days: number[] = [];
  for (const part of text.split(',')) {
    const [first = '', last = first] = part.split('-');
    const [from, to] = [dayOf(first), dayOf(last)];
    if (from < 0 || to < from) return null;
    for (let day = from; day <= to; day++) days.push(day);
  }
  return days;
}

function parseWindows(text: string): [number, number][] | null {
  const windows: [number, number][] = [];
  for (const part of text.split(',').map((it) => it.trim())) {
    const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(part);
    if (!match) return null;
    const minutes = (hour: number): number => Number(match[hour]) * 60 + Number(match[hour + 1]);
    const [from, to] = [minutes(1), minutes(3)];
    if (from >= to || to > 1440 || from < (windows.at(-1)?.[1] ?? 0)) return null;
    windows.push([from, to]);
  }
  return windows;
}
