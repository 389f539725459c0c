/**
 * Patterns of XPath (XQuery and XPath Functions and Operators 3.1, 5.6), which FEEL uses, as programs for `search.ts`: a pattern
 * of JavaScript cannot be stopped when it runs away.
 */
import { classAt, escapeAt, testOf } from './character-class.ts';

/** Positions in the program are those of instructions in its array. */
export type Instruction =
  | { do: 'take'; test: (character: string) => boolean }
  /** Goes on at `first`, and at `second` if that leads nowhere. */
  | { do: 'try'; first: number; second: number }
  | { do: 'jump'; to: number }
  /** Remembers where it is: the ends of groups, the beginnings of repetitions. */
  | { do: 'mark'; slot: number }
  /** Leads nowhere if nothing was taken since the mark. */
  | { do: 'advance'; slot: number }
  | { do: 'repeatGroup'; group: number }
  | { do: 'begin' }
  | { do: 'end' };

export interface Pattern {
  program: Instruction[];
  /** Groups without the whole match. */
  groups: number;
  slots: number;
  /** Where a way leads depends on what groups have taken. */
  hasReferences: boolean;
  /** What is repeated may take nothing: which of several matches is preferred depends on where repetitions began. */
  hasEmptyLoops: boolean;
  ignoresCase: boolean;
  isMultiline: boolean;
}

/** More is no pattern but an attack. */
const LONGEST = 4000;
const DEEPEST = 100;

type Tree =
  | { kind: 'take'; test: (character: string) => boolean }
  | { kind: 'sequence'; parts: Tree[] }
  | { kind: 'choice'; branches: Tree[] }
  | { kind: 'group'; index: number; inner: Tree }
  | { kind: 'repeat'; inner: Tree; min: number; max: number; isLazy: boolean }
  | { kind: 'back'; group: number }
  | { kind: 'begin' }
  | { kind: 'end' };

/** Thrown while reading, and caught by the door of this file. */
class Malformed extends Error {}

class Reader {
  readonly #text: string;
  readonly #flags: { ignoresCase: boolean; dotIsAll: boolean };
  #at = 0;
  #depth = 0;
  groups = 0;
  hasReferences = false;

  constructor(text: string, flags: { ignoresCase: boolean; dotIsAll: boolean }) {
    this.#text = text;
    this.#flags = flags;
  }

  all(): Tree {
    const tree = this.#choice();
    if (this.#at < this.#text.length) throw new Malformed();
    return tree;
  }

  #choice(): Tree {
    if (++this.#depth > DEEPEST) throw new Malformed();
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    const [only] = branches;
    return only && branches.length === 1 ? only : { kind: 'choice', branches };
  }

  #sequence(): Tree {
    const parts: Tree[] = [];
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at] ?? ''))
      parts.push(this.#piece());
    return { kind: 'sequence', parts };
  }

  #piece(): Tree {
    const inner = this.#atom();
    const [all, sign, min, comma, max] =
      /^(?:([?*+])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})/.exec(this.#text.slice(this.#at)) ?? [];
    if (all === undefined) return inner;
    if (inner.kind === 'begin' || inner.kind === 'end') throw new Malformed();
    this.#at += all.length;
    const isLazy = this.#take('?');
    const from = sign === undefined ? Number(min) : sign === '+' ? 1 : 0;
    const unbounded = sign === undefined ? comma !== undefined && max === undefined : sign !== '?';
    const to = unbounded ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : Number(max ?? min);
    if (to < from) throw new Malformed();
    return { kind: 'repeat', inner, min: from, max: to, isLazy };
  }

  #atom(): Tree {
    const sign = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    switch (sign) {
      case '(':
        return this.#group();
      case '[':
        return this.#class(classAt(this.#text, this.#at));
      case '\\':
        return this.#escape();
      case '.':
        this.#at++;
        return { kind: 'take', test: this.#flags.dotIsAll ? () => true : (it) => it !== '\n' && it !== '\r' };
      case '^':
      case '$':
        this.#at++;
        return { kind: sign === '^' ? 'begin' : 'end' };
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case ']':
        throw new Malformed();
      default:
        this.#at += sign.length;
        return { kind: 'take', test: literalTest(sign, this.#flags.ignoresCase) };
    }
  }

  #group(): Tree {
    this.#at++;
    const captures = !this.#take('?');
    // of other kinds of groups XPath has none
    if (!captures && !this.#take(':')) throw new Malformed();
    const index = captures ? ++this.groups : 0;
    const inner = this.#choice();
    if (!this.#take(')')) throw new Malformed();
    return captures ? { kind: 'group', index, inner } : inner;
  }

  #class(found: { text: string; length: number } | null): Tree {
    const test = found && testOf(found.text, this.#flags.ignoresCase);
    if (!test) throw new Malformed();
    this.#at += found.length;
    return { kind: 'take', test };
  }

  #escape(): Tree {
    const [digits] = /^[1-9]\d*/.exec(this.#text.slice(this.#at + 1)) ?? [];
    if (digits === undefined) return this.#class(escapeAt(this.#text, this.#at));
    // as many digits as there are groups
    let length = digits.length;
    while (length > 1 && Number(digits.slice(0, length)) > this.groups) length--;
    const group = Number(digits.slice(0, length));
    if (group > this.groups) throw new Malformed();
    this.#at += 1 + length;
    this.hasReferences = true;
    return { kind: 'back', group };
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }
}

export function isSameLetter(a: string, b: string, ignoresCase: boolean): boolean {
  return (
    a === b || (ignoresCase && (a.toLowerCase() === b.toLowerCase() || a.toUpperCase() === b.toUpperCase()))
  );
}

function literalTest(letter: string, ignoresCase: boolean): (character: string) => boolean {
  return ignoresCase ? (it) => isSameLetter(it, letter, true) : (it) => it === letter;
}

// programs ///////////////////////////////////////////////////////////

function mayBeEmpty(tree: Tree): boolean {
  switch (tree.kind) {
    case 'take':
      return false;
    case 'sequence':
      return tree.parts.every(mayBeEmpty);
    case 'choice':
      return tree.branches.some(mayBeEmpty);
    case 'group':
      return mayBeEmpty(tree.inner);
    case 'repeat':
      return tree.min === 0 || mayBeEmpty(tree.inner);
    default:
      return true;
  }
}

class Writer {
  readonly program: Instruction[] = [];
  slots: number;
  hasEmptyLoops = false;

  constructor(groups: number) {
    this.slots = 2 * (groups + 1);
  }

  #add(instruction: Instruction): number {
    if (this.program.push(instruction) > LONGEST) throw new Malformed();
    return this.program.length - 1;
  }

  write(tree: Tree): void {
    switch (tree.kind) {
      case 'take':
        this.#add({ do: 'take', test: tree.test });
        return;
      case 'sequence':
        for (const part of tree.parts) this.write(part);
        return;
      case 'choice':
        this.#choice(tree.branches);
        return;
      case 'group':
        this.#add({ do: 'mark', slot: 2 * tree.index });
        this.write(tree.inner);
        this.#add({ do: 'mark', slot: 2 * tree.index + 1 });
        return;
      case 'repeat':
        this.#repeat(tree);
        return;
      case 'back':
        this.#add({ do: 'repeatGroup', group: tree.group });
        return;
      default:
        this.#add({ do: tree.kind });
    }
  }

  #choice(branches: Tree[]): void {
    const jumps: number[] = [];
    for (const [index, branch] of branches.entries()) {
      const isLast = index === branches.length - 1;
      const choice = isLast ? -1 : this.#add({ do: 'try', first: this.program.length + 1, second: 0 });
      this.write(branch);
      if (isLast) break;
      jumps.push(this.#add({ do: 'jump', to: 0 }));
      this.program[choice] = { do: 'try', first: choice + 1, second: this.program.length };
    }
    for (const jump of jumps) this.program[jump] = { do: 'jump', to: this.program.length };
  }

  /** The way into the body and the way around it, in the order in which they are tried. */
  #fork(at: number, into: number, around: number, isLazy: boolean): void {
    this.program[at] = isLazy
      ? { do: 'try', first: around, second: into }
      : { do: 'try', first: into, second: around };
  }

  #repeat({ inner, min, max, isLazy }: Extract<Tree, { kind: 'repeat' }>): void {
    for (let i = 0; i < min; i++) this.write(inner);
    if (max === Number.POSITIVE_INFINITY) {
      const fork = this.#add({ do: 'jump', to: 0 });
      if (mayBeEmpty(inner)) {
        const slot = this.slots++;
        this.hasEmptyLoops = true;
        this.#add({ do: 'mark', slot });
        this.write(inner);
        this.#add({ do: 'advance', slot });
      } else this.write(inner);
      this.#add({ do: 'jump', to: fork });
      this.#fork(fork, fork + 1, this.program.length, isLazy);
      return;
    }
    const forks: number[] = [];
    for (let i = min; i < max; i++) {
      forks.push(this.#add({ do: 'jump', to: 0 }));
      this.write(inner);
    }
    for (const fork of forks) this.#fork(fork, fork + 1, this.program.length, isLazy);
  }
}

/** The `x` flag: white space outside of classes means nothing, even within an escape. */
function withoutSpace(pattern: string): string {
  let result = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i] ?? '';
    if (sign === '\\' && depth > 0) result += sign + (pattern[++i] ?? '');
    else if (depth > 0 || !/\s/.test(sign)) result += sign;
    if (sign === '[') depth++;
    else if (sign === ']') depth--;
  }
  return result;
}

function compile(text: string, flags: string): Pattern | null {
  if (!/^[smixq]*$/.test(flags)) return null;
  const has = (flag: string) => flags.includes(flag);
  const source = has('q')
    ? text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    : has('x')
      ? withoutSpace(text)
      : text;
  const reader = new Reader(source, { ignoresCase: has('i'), dotIsAll: has('s') });
  try {
    const tree = reader.all();
    const writer = new Writer(reader.groups);
    writer.write(tree);
    return {
      program: writer.program,
      groups: reader.groups,
      slots: writer.slots,
      hasReferences: reader.hasReferences,
      hasEmptyLoops: writer.hasEmptyLoops,
      ignoresCase: has('i'),
      isMultiline: has('m'),
    };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

const CAPACITY = 500;
const known = new Map<string, Pattern | null>();

/** Null for what is no pattern, or for unknown flags. */
export function patternOf(text: string, flags: string): Pattern | null {
  const key = `${flags}/${text}`;
  let found = known.get(key);
  if (found === undefined) {
    found = compile(text, flags);
    if (known.size >= CAPACITY) known.clear();
    known.set(key, found);
  }
  return found;
}
