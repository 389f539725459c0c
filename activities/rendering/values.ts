/** How values of a process are written in Vietnamese documents. */

/** "22/11/2026" for a date, "1.250.000" for a number, "a, b" for a list, "" for nothing. */
export function writtenValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return value.toLocaleString('vi-VN');
  if (typeof value === 'boolean') return value ? 'Có' : 'Không';
  if (Array.isArray(value)) return value.map(writtenValue).filter(Boolean).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value).trim();
  const date = /^(\d{4})-(\d{2})-(\d{2})(T.*)?$/.exec(text);
  return date ? `${date[3]}/${date[2]}/${date[1]}` : text;
}

/** Lines of a text, or of several; empty ones left out. */
export function writtenLines(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : [value];
  return parts
    .flatMap((part) => writtenValue(part).split(/\r?\n/))
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Fills `{{key}}` places; `null` when one of them has nothing to fill it. */
export function fillPlaces(text: string, values: Readonly<Record<string, unknown>>): string | null {
  let isComplete = true;
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const written = writtenValue(values[key]);
    isComplete &&= written !== '';
    return written;
  });
  return isComplete ? filled : null;
}

export function lowerFirst(text: string): string {
  const [first = '', second = ''] = text;
  // "UBND", "TP" stay as they are.
  return second && second === second.toUpperCase() && second !== second.toLowerCase()
    ? text
    : first.toLowerCase() + text.slice(first.length);
}
