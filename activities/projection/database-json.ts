/** What jsonb refuses: U+0000 and halves of surrogate pairs. JSON.stringify writes both as escapes. */
const refused = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/** JSON text that PostgreSQL's jsonb takes, whatever somebody typed: characters that it cannot hold are left out. */
export function databaseJson(value: unknown): string {
  const text = JSON.stringify(value);
  return refused.test(text) ? JSON.stringify(clean(value)) : text;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '');
  if (Array.isArray(value)) return value.map(clean);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), clean(item)]));
  return value;
}
