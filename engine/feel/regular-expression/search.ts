/** Runs patterns over texts, counting each step. */
import { isSameLetter, type Pattern } from './pattern.ts';

export interface Match {
  start: number;
  end: number;
  /** The whole match, then its groups, null for those that took no part. */
  groups: (string | null)[];
}

type Spend = (steps: number) => void;

/** Back to here: somewhere else to go on, or the mark that a slot had. */
type Way = { at: number; position: number } | { slot: number; mark: number };

function groupsOf({ groups }: Pattern, text: string[], marks: number[]): (string | null)[] {
  return Array.from({ length: groups + 1 }, (_, group) => {
    const [start = -1, end = -1] = [marks[2 * group], marks[2 * group + 1]];
    return start < 0 || end < 0 ? null : text.slice(start, end).join('');
  });
}

/**
 * The first match that begins at `from` or later, of the ways to match the one that the pattern prefers. `isAsked` where it only
 * matters whether there is one: then the work never grows with more than the length of the text times that of the pattern, unless
 * the pattern refers to its groups.
 */
export function search(
  pattern: Pattern,
  text: string[],
  from: number,
  spend: Spend,
  isAsked = false,
): Match | null {
  const isMemorable = !pattern.hasReferences && (isAsked || !pattern.hasEmptyLoops);
  const deadEnds = isMemorable ? new Set<number>() : null;
  for (let start = from; start <= text.length; start++) {
    const marks = new Array<number>(pattern.slots).fill(-1);
    marks[0] = start;
    const end = matchAt(pattern, text, start, marks, deadEnds, spend);
    if (end === null) continue;
    marks[1] = end;
    return { start, end, groups: groupsOf(pattern, text, marks) };
  }
  return null;
}

function matchAt(
  pattern: Pattern,
  text: string[],
  start: number,
  marks: number[],
  deadEnds: Set<number> | null,
  spend: Spend,
): number | null {
  const { program, ignoresCase, isMultiline } = pattern;
  const ways: Way[] = [{ at: 0, position: start }];
  for (let way = ways.pop(); way; way = ways.pop()) {
    if ('slot' in way) {
      marks[way.slot] = way.mark;
      continue;
    }
    let { at, position } = way;
    for (;;) {
      spend(1);
      const instruction = program[at];
      if (!instruction) return position;
      if (instruction.do === 'take') {
        const character = text[position];
        if (character === undefined || !instruction.test(character)) break;
        position++;
        at++;
      } else if (instruction.do === 'try') {
        if (deadEnds) {
          const state = at * (text.length + 1) + position;
          if (deadEnds.has(state)) break;
          deadEnds.add(state);
        }
        ways.push({ at: instruction.second, position });
        at = instruction.first;
      } else if (instruction.do === 'jump') at = instruction.to;
      else if (instruction.do === 'mark') {
        ways.push({ slot: instruction.slot, mark: marks[instruction.slot] ?? -1 });
        marks[instruction.slot] = position;
        at++;
      } else if (instruction.do === 'advance') {
        if (marks[instruction.slot] === position) break;
        at++;
      } else if (instruction.do === 'repeatGroup') {
        const [begin = -1, end = -1] = [marks[2 * instruction.group], marks[2 * instruction.group + 1]];
        const length = begin < 0 || end < 0 ? 0 : end - begin;
        spend(length);
        const isRepeated = Array.from({ length }, (_, i) =>
          isSameLetter(text[begin + i] ?? '', text[position + i] ?? '', ignoresCase),
        ).every(Boolean);
        if (!isRepeated) break;
        position += length;
        at++;
      } else {
        const isBegin = instruction.do === 'begin';
        const isEdge = isBegin ? position === 0 : position === text.length;
        const isLine = isMultiline && text[isBegin ? position - 1 : position] === '\n';
        if (!isEdge && !isLine) break;
        at++;
      }
    }
  }
  return null;
}

/** All matches, one behind the other. */
export function searchAll(pattern: Pattern, text: string[], spend: Spend): Match[] {
  const matches: Match[] = [];
  for (let from = 0; from <= text.length; ) {
    const match = search(pattern, text, from, spend);
    if (!match) break;
    matches.push(match);
    from = match.end > match.start ? match.end : match.end + 1;
  }
  return matches;
}

/** A replacement of `replace()`: `$1` is a group, `\$` a dollar. Null where it is malformed. */
export function readReplacement(text: string, pattern: Pattern): ((match: Match) => string) | null {
  const parts: (string | number)[] = [];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '';
    const next = text[i + 1] ?? '';
    if (sign === '\\') {
      if (next !== '\\' && next !== '$') return null;
      parts.push(next);
      i++;
    } else if (sign === '$') {
      let [digits] = /^\d+/.exec(text.slice(i + 1)) ?? [];
      if (digits === undefined) return null;
      // as many digits as there are groups
      while (digits.length > 1 && Number(digits) > pattern.groups) digits = digits.slice(0, -1);
      parts.push(Number(digits));
      i += digits.length;
    } else parts.push(sign);
  }
  return ({ groups }) =>
    parts.map((part) => (typeof part === 'number' ? (groups[part] ?? '') : part)).join('');
}
