/** DMN 1.5, 10.3.4.3, and what the execution dialect adds. Positions count characters, not UTF-16 units. */

import { patternOf } from '../regular-expression/pattern.ts';
import { readReplacement, search, searchAll } from '../regular-expression/search.ts';
import { fromBase64, toBase64 } from '../values/base64.ts';
import { builtin, type Evaluating } from './builtin.ts';

function substring(text: string, start: number, length: number | null): string | undefined {
  const position = Math.trunc(start);
  const count = length === null ? Number.POSITIVE_INFINITY : Math.trunc(length);
  if (position === 0 || count < 1) return undefined;
  const characters = Array.from(text);
  const from = position < 0 ? characters.length + position : position - 1;
  if (from < 0) return undefined;
  return characters.slice(from, from + count).join('');
}

function before(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? '' : text.slice(0, at);
}

function after(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? '' : text.slice(at + match.length);
}

const counting = (evaluating: Evaluating) => (steps: number) => evaluating.spend(steps);

function replace(
  input: string,
  pattern: string,
  replacement: string,
  flags: string | null,
  evaluating: Evaluating,
): string | undefined {
  const expression = patternOf(pattern, flags ?? '');
  if (!expression) return undefined;
  const spend = counting(evaluating);
  // a pattern that matches nothing at all would match everywhere (XPath 3.1, FORX0003)
  if (search(expression, [], 0, spend, true)) return undefined;
  const literal = flags?.includes('q') ? () => replacement : null;
  const replaced = literal ?? readReplacement(replacement, expression);
  if (!replaced) return undefined;
  const text = Array.from(input);
  const parts: string[] = [];
  let from = 0;
  for (const match of searchAll(expression, text, spend)) {
    parts.push(...text.slice(from, match.start), replaced(match));
    from = match.end;
  }
  const result = [...parts, ...text.slice(from)].join('');
  evaluating.spend(result.length >> 4);
  return result;
}

function matches(
  input: string,
  pattern: string,
  flags: string | null,
  evaluating: Evaluating,
): boolean | undefined {
  const expression = patternOf(pattern, flags ?? '');
  return expression
    ? search(expression, Array.from(input), 0, counting(evaluating), true) !== null
    : undefined;
}

function split(input: string, delimiter: string, evaluating: Evaluating): string[] | undefined {
  const expression = patternOf(delimiter, '');
  if (!expression) return undefined;
  const text = Array.from(input);
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of searchAll(expression, text, counting(evaluating))) {
    if (start === end && (start === 0 || start === text.length)) continue;
    parts.push(text.slice(from, start).join(''));
    from = end;
  }
  return [...parts, text.slice(from).join('')];
}

function extract(input: string, pattern: string, evaluating: Evaluating): string[] | undefined {
  const expression = patternOf(pattern, '');
  if (!expression) return undefined;
  return searchAll(expression, Array.from(input), counting(evaluating)).map(({ groups }) => groups[0] ?? '');
}

function join(
  list: unknown[],
  delimiter: string | null,
  prefix: string | null,
  suffix: string | null,
  evaluating: Evaluating,
): string | undefined {
  const parts = list.filter((item) => item !== null);
  if (!parts.every((item) => typeof item === 'string')) return undefined;
  const text = `${prefix ?? ''}${parts.join(delimiter ?? '')}${suffix ?? ''}`;
  evaluating.spend(text.length >> 4);
  return text;
}

export const stringFunctions = [
  builtin('substring(string: string, start position: number, length?: number)', substring),
  builtin('string length(string: string)', (text: string) => Array.from(text).length),
  builtin('upper case(string: string)', (text: string) => text.toUpperCase()),
  builtin('lower case(string: string)', (text: string) => text.toLowerCase()),
  builtin('substring before(string: string, match: string)', before),
  builtin('substring after(string: string, match: string)', after),
  builtin(
    'replace(input: string, pattern: string, replacement: string)',
    (input: string, pattern: string, replacement: string, evaluating: Evaluating) =>
      replace(input, pattern, replacement, null, evaluating),
  ),
  builtin('replace(input: string, pattern: string, replacement: string, flags: string|null)', replace),
  builtin('contains(string: string, match: string)', (text: string, match: string) => text.includes(match)),
  builtin('starts with(string: string, match: string)', (text: string, match: string) =>
    text.startsWith(match),
  ),
  builtin('ends with(string: string, match: string)', (text: string, match: string) => text.endsWith(match)),
  builtin('matches(input: string, pattern: string, flags?: string|null)', matches),
  builtin('split(string: string, delimiter: string)', split),
  builtin(
    'string join(list: list, delimiter?: string|null)',
    (list: unknown[], delimiter: string | null, evaluating: Evaluating) =>
      join(list, delimiter, null, null, evaluating),
  ),
  builtin('string join(list: list, delimiter: string|null, prefix: string|null, suffix: string|null)', join),
  builtin('trim(string: string)', (text: string) => text.trim()),
  builtin('is blank(string: string)', (text: string) => text.trim() === ''),
  builtin('extract(input: string, pattern: string)', extract),
  builtin('extract(string: string, pattern: string)', extract),
  builtin('to base64(value: string)', toBase64),
  builtin('from base64(value: string)', (text: string) => fromBase64(text) ?? undefined),
];
