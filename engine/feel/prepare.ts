/**
 * Reading each expression once. How FEEL reads a text depends on the names in scope only where names hold spaces or signs
 * (`tax-code`, `first name`): `tax-code` is a subtraction where there is no such name. So the text says which words such a name
 * could begin with here, most texts none, and only where the scope has one is the text read again with it in mind.
 */
import { namesOfSeveralWords } from './builtins/index.ts';
import { type Code, compile, compileUnaryTests } from './compile.ts';
import { EvaluationFailure, type Scope } from './evaluating.ts';
import { isPlainName, partsOf } from './syntax/name.ts';
import { type Reading, readExpression, readUnaryTests, type Surroundings } from './syntax/parser.ts';
import type { ValueType } from './values/type.ts';
import { type Context, isContext } from './values/value.ts';

export type TestCode = (scope: Scope, input: unknown) => boolean;

/** Enough for every expression of some hundred deployed definitions; beyond, the cache starts anew. */
const CAPACITY = 5000;

function remember<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= CAPACITY) cache.clear();
  cache.set(key, value);
  return value;
}

// where names with spaces or signs could be //////////////////////////

interface Places {
  /** Words with which a name could begin that holds spaces or signs. */
  first: Set<string>;
  /** The same, of entries inside of values. */
  entries: Set<string>;
  /** All words, to look only into values that the text speaks of. */
  words: Set<string>;
}

const unread = /"(?:\\[\s\S]|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const wordsAndSigns = /[\p{L}_?][\p{L}\p{M}\p{N}_?]*|\d+(?:\.\d+)?|\.\.|\S/gu;
const notInNames = new Set(
  'and,or,if,then,else,for,in,return,some,every,satisfies,between,instance,of'.split(','),
);

const isWord = (token: string | undefined): boolean => token !== undefined && /^[\p{L}_?]/u.test(token);
const isNamePart = (token: string | undefined): boolean =>
  token !== undefined && /^[\p{L}\p{N}_?./'+*-]/u.test(token) && token !== '..';

function placesOf(text: string): Places {
  const tokens = text.replaceAll(unread, '""').match(wordsAndSigns) ?? [];
  const places: Places = { first: new Set(), entries: new Set(), words: new Set() };
  let brackets = 0;
  for (const [index, token] of tokens.entries()) {
    if (token === '[') brackets++;
    else if (token === ']') brackets--;
    if (!isWord(token)) continue;
    places.words.add(token);
    const next = tokens[index + 1];
    if (!isNamePart(next) || notInNames.has(token)) continue;
    places.first.add(token);
    const isEntry = tokens[index - 1] === '.' || brackets > 0;
    if (isEntry || (next === '.' && isNamePart(tokens[index + 3])))
      places.entries.add(isEntry ? token : (tokens[index + 2] ?? ''));
  }
  return places;
}

/** The first word of a name with spaces or signs, '' for other names. */
const beginnings = new Map<string, string>();

function beginningOf(name: string): string {
  return (
    beginnings.get(name) ?? remember(beginnings, name, isPlainName(name) ? '' : (partsOf(name)[0] ?? ''))
  );
}

function holdsEntry(value: unknown, words: Set<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => holdsEntry(item, words));
  if (!isContext(value)) return false;
  return Object.entries(value).some(
    ([name, entry]) => words.has(beginningOf(name)) || holdsEntry(entry, words),
  );
}

/** Names of the scope with spaces or signs that the text may mean, and whether entries of values are among them. */
function oddNamesIn(scope: Scope, { first, entries, words }: Places): { names: string[]; inside: boolean } {
  const names: string[] = [];
  let inside = false;
  for (let it: Scope | null = scope; it !== null; it = it.outer) {
    for (const name in it.names) {
      if (first.has(beginningOf(name))) names.push(name);
      if (!inside && entries.size > 0 && (words.has(name) || words.has(beginningOf(name))))
        inside = holdsEntry(it.names[name], entries);
    }
  }
  return { names, inside };
}

function allNames(scope: Scope | null): Context {
  return scope === null ? {} : { ...allNames(scope.outer), ...scope.names };
}

// preparing //////////////////////////////////////////////////////////

class Preparation<T> {
  readonly #places = new Map<string, Places>();
  readonly #plain = new Map<string, T>();
  readonly #odd = new Map<string, T>();
  readonly #read: (text: string, surroundings: Surroundings) => T;

  constructor(read: (text: string, surroundings: Surroundings) => T) {
    this.#read = read;
  }

  for(text: string, scope: Scope): T {
    const places = this.#places.get(text) ?? remember(this.#places, text, placesOf(text));
    if (places.first.size > 0) {
      const { names, inside } = oddNamesIn(scope, places);
      if (inside) return this.#read(text, { names: allNames(scope) });
      if (names.length > 0) {
        const key = `${names.join('\n')}\n\n${text}`;
        const known = this.#odd.get(key);
        return (
          known ??
          remember(
            this.#odd,
            key,
            this.#read(text, { names: Object.fromEntries(names.map((name) => [name, null])) }),
          )
        );
      }
    }
    return this.#plain.get(text) ?? remember(this.#plain, text, this.#read(text, {}));
  }
}

function treeOf<T>(read: Reading<T>): T {
  if (read.ok) return read.tree;
  throw new EvaluationFailure(read.problem.reason.en);
}

function expressionCode(text: string, surroundings: Surroundings): Code {
  return compile(treeOf(readExpression(text, { ...surroundings, functions: namesOfSeveralWords })));
}

const expressions = new Preparation<Code>(expressionCode);

const unaryTests = new Preparation<TestCode>((text, surroundings) =>
  compileUnaryTests(treeOf(readUnaryTests(text, { ...surroundings, functions: namesOfSeveralWords }))),
);

/** @throws EvaluationFailure where the text has a syntax error */
export function preparedExpression(text: string, scope: Scope): Code {
  return expressions.for(text, scope);
}

/** @throws EvaluationFailure where the text has a syntax error */
export function preparedTests(text: string, scope: Scope): TestCode {
  return unaryTests.for(text, scope);
}

/** The code of a text that is kept with what it belongs to; it is read when it first runs. `types` are those it names. */
export function codeOf(text: string, types?: Record<string, ValueType>): Code {
  if (types) {
    const typed = new Preparation<Code>((it, surroundings) =>
      expressionCode(it, { ...surroundings, types: (name) => types[name] ?? null }),
    );
    return (scope) => typed.for(text, scope)(scope);
  }
  if (placesOf(text).first.size > 0) return (scope) => expressions.for(text, scope)(scope);
  let code: Code | null = null;
  return (scope) => {
    code ??= expressions.for(text, scope);
    return code(scope);
  };
}

export function testCodeOf(text: string): TestCode {
  if (placesOf(text).first.size > 0) return (scope, input) => unaryTests.for(text, scope)(scope, input);
  let code: TestCode | null = null;
  return (scope, input) => {
    code ??= unaryTests.for(text, scope);
    return code(scope, input);
  };
}
