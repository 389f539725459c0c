/** Looks a JSON text over before it is parsed: how long it is, and how deep its values lie within each other. */
import type { Bilingual } from '../graph.ts';
import { limits } from './limits.ts';
import { tooDeep, tooLarge } from './too-large.ts';

/** Null for a text that may be parsed; whether it is JSON at all, parsing tells. */
export function checkJson(json: string): Bilingual | null {
  if (json.length > limits.characters) return tooLarge(limits.characters);
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') at = endOfString(json, at);
    if (depth > limits.depth) return tooDeep;
  }
  return null;
}

// helpers ////////////////////////////////////////////////////////////

/** Brackets in strings do not count. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at;
  }
  return json.length;
}
