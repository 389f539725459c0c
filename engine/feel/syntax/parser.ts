/**
 * Reads FEEL (DMN 1.5, 10.3.1.2) by recursive descent. Where the grammar leaves a text open it is read as the public modelers
 * read it: the longest known name wins, and words side by side that are no known name are one name with spaces.
 */
import type { Bilingual } from '../../graph.ts';
import { parseTemporal } from '../values/temporal.ts';
import { typeNamed, type ValueType } from '../values/type.ts';
import { type Context, isContext } from '../values/value.ts';
import { identifierAt, isNamedAt, isPlainName, laterPartAt, partsOf } from './name.ts';
import type { ComparisonOperator, FormalParameter, Iterator, Node, UnaryTests } from './node.ts';

/** `from` and `to` are offsets in the text, counted from 0; positions in the reason are counted from 1. */
export interface SyntaxProblem {
  reason: Bilingual;
  from: number;
  to: number;
}

export type Reading<T> = { ok: true; tree: T } | { ok: false; problem: SyntaxProblem };

/** What the reader must know beforehand. */
export interface Surroundings {
  /**
   * Names in scope, of which only those with spaces or signs in them matter, each with its value or a value of the same shape
   * (null where that is not known).
   */
  names?: Context;
  /** Names of builtin functions that consist of several words. */
  functions?: readonly string[];
  types?: (name: string) => ValueType | null;
}

/** Nobody writes an expression nested this deep; deeper ones would overflow the stack. */
const DEEPEST = 120;
/** Some texts are read again, and hostile ones again and again. */
const MOST_READINGS = 20_000;

const keywords = new Set(
  'if then else for in return some every satisfies or and between instance function null true false'.split(
    ' ',
  ),
);

const space = /(?:[\s\u0085\u200B]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const string = /"(?:\\[\s\S]|[^"\\])*"/y;
const sign = /\*\*|\.\.|->|!=|<=|>=|[^\s]/y;
const word = /[\p{L}\p{M}\p{N}_?]+/uy;

const none: readonly string[] = [];

class Fault extends Error {
  readonly problem: SyntaxProblem;
  constructor(problem: SyntaxProblem) {
    super(problem.reason.en);
    this.problem = problem;
  }
}

/** A name with spaces or signs, by its parts. */
interface OddName {
  parts: string[];
  name: string;
}

class Parser {
  readonly #text: string;
  readonly #names: Context;
  readonly #builtins: Map<string, OddName[]>;
  readonly #types: (name: string) => ValueType | null;
  /** Names that the expression itself declares, innermost last, with their shapes. */
  readonly #locals: { name: string; shape: unknown }[] = [];
  readonly #shapes = new Map<Node, unknown>();
  #anyOddNames: OddName[] | null = null;
  #position = 0;
  #depth = 0;
  #readings = 0;

  constructor(text: string, { names = {}, functions = none, types }: Surroundings) {
    this.#text = text;
    this.#names = names;
    this.#builtins = byFirstWord(functions);
    this.#types = (name) => typeNamed(name) ?? types?.(name) ?? null;
  }

  expressionOnly(): Node {
    this.#skip();
    const tree = this.#expression();
    if (this.#position < this.#text.length) this.#fail();
    return tree;
  }

  unaryTestsOnly(): UnaryTests {
    this.#skip();
    const begin = this.#position;
    if (this.#text.slice(begin).trim() === '-') return { negated: false, tests: null };
    if (this.#isWord('not')) {
      const negated = this.#attempt(() => {
        this.#word('not');
        this.#expect('(');
        const tests = this.#tests();
        this.#expect(')');
        if (this.#position < this.#text.length) this.#fail();
        return tests;
      });
      if (negated) return { negated: true, tests: negated };
    }
    const tests = this.#tests();
    if (this.#position < this.#text.length) this.#fail();
    return { negated: false, tests };
  }

  // expressions by precedence //////////////////////////////////////

  #expression(): Node {
    if (++this.#depth > DEEPEST || ++this.#readings > MOST_READINGS) {
      const reason = { vi: 'biểu thức lồng nhau quá sâu', en: 'the expression is nested too deeply' };
      throw new Fault({ reason, from: this.#position, to: this.#position });
    }
    const node = this.#disjunction();
    this.#depth--;
    return node;
  }

  #disjunction(): Node {
    let left = this.#conjunction();
    while (this.#word('or')) left = { kind: 'or', left, right: this.#conjunction() };
    return left;
  }

  #conjunction(): Node {
    let left = this.#comparison();
    while (this.#word('and')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Node {
    let left = this.#sum();
    for (;;) {
      const operator = this.#comparisonSign();
      if (operator) left = { kind: 'comparison', operator, left, right: this.#sum() };
      else if (this.#word('between')) {
        const low = this.#sum();
        if (!this.#word('and')) this.#fail();
        left = { kind: 'between', value: left, low, high: this.#sum() };
      } else if (this.#word('in')) left = { kind: 'in', value: left, tests: this.#testsOfIn() };
      else if (this.#isWord('instance')) {
        this.#word('instance');
        if (!this.#word('of')) this.#fail();
        left = { kind: 'instanceOf', value: left, type: this.#type() };
      } else return left;
    }
  }

  #sum(): Node {
    let left = this.#product();
    for (;;) {
      if (this.#sign('+')) left = { kind: 'arithmetic', operator: '+', left, right: this.#product() };
      else if (this.#sign('-')) left = { kind: 'arithmetic', operator: '-', left, right: this.#product() };
      else return left;
    }
  }

  #product(): Node {
    let left = this.#power();
    for (;;) {
      if (this.#sign('*')) left = { kind: 'arithmetic', operator: '*', left, right: this.#power() };
      else if (this.#sign('/')) left = { kind: 'arithmetic', operator: '/', left, right: this.#power() };
      else return left;
    }
  }

  #power(): Node {
    let left = this.#negation();
    while (this.#sign('**') || this.#sign('^'))
      left = { kind: 'arithmetic', operator: '**', left, right: this.#negation() };
    return left;
  }

  #negation(): Node {
    if (!this.#sign('-')) return this.#postfix();
    if (++this.#depth > DEEPEST) this.#fail();
    const operand = this.#negation();
    this.#depth--;
    if (operand.kind === 'constant' && typeof operand.value === 'number')
      return { kind: 'constant', value: -operand.value };
    return { kind: 'negation', operand };
  }

  #postfix(): Node {
    let node = this.#primary();
    for (;;) {
      if (this.#peek() === '.' && this.#text[this.#position + 1] !== '.') {
        this.#sign('.');
        const shape = this.#shapeOf(node);
        const name = this.#pathName(shape);
        node = { kind: 'path', of: node, name };
        this.#remember(node, entryShape(shape, name));
      } else if (this.#peek() === '[') {
        const filter = this.#filterOf(node);
        if (!filter) return node;
        node = filter;
      } else if (this.#peek() === '(' && node.kind !== 'constant') {
        node = this.#callOf(node);
      } else return node;
    }
  }

  /** Null where the bracket closes a range: `[1..10[`. */
  #filterOf(list: Node): Node | null {
    const shape = this.#shapeOf(list);
    const inner = () => {
      this.#expect('[');
      const declared = this.#locals.length;
      const element = elementShape(shape);
      if (isContext(element)) for (const [name, value] of Object.entries(element)) this.#declare(name, value);
      this.#declare('item', element);
      const condition = this.#expression();
      this.#locals.length = declared;
      this.#expect(']');
      return condition;
    };
    const condition = this.#rangesOpen > 0 ? this.#attempt(inner) : inner();
    if (!condition) return null;
    const node: Node = { kind: 'filter', list, condition };
    this.#remember(node, shape);
    return node;
  }

  #callOf(target: Node): Node {
    this.#expect('(');
    if (this.#sign(')')) return { kind: 'call', target, args: [] };
    if (isNamedAt(this.#text, this.#position)) {
      const args = [];
      do args.push(this.#namedArgument());
      while (this.#sign(','));
      this.#expect(')');
      return { kind: 'namedCall', target, args };
    }
    const args = [this.#expression()];
    while (this.#sign(',')) args.push(this.#expression());
    this.#expect(')');
    return { kind: 'call', target, args };
  }

  #namedArgument(): { name: string; value: Node } {
    const name = this.#declaredName(':');
    this.#expect(':');
    return { name, value: this.#expression() };
  }

  // primaries //////////////////////////////////////////////////////

  /** A primary that was read already. */
  #given: Node | null = null;

  #primary(): Node {
    if (this.#given) {
      const given = this.#given;
      this.#given = null;
      return given;
    }
    const next = this.#peek();
    if (next === '"') return { kind: 'constant', value: unescaped(this.#match(string) ?? this.#fail()) };
    if (next === '@') return this.#temporalLiteral();
    if (next === '(') return this.#parenthesised();
    if (next === '[') return this.#listOrRange();
    if (next === ']') return this.#rangeOpenedOutwards();
    if (next === '{') return this.#context();
    if (next === '`') return this.#quotedName();
    if (/[0-9.]/.test(next)) {
      const digits = this.#match(number) ?? this.#fail();
      return { kind: 'constant', value: Number(digits) };
    }
    return this.#wordOrName();
  }

  #wordOrName(): Node {
    const known = this.#knownName();
    if (known !== null) return this.#nameNode(known);
    switch (this.#nextWord()) {
      case 'if':
        return this.#if();
      case 'for':
        return this.#for();
      case 'some':
      case 'every':
        return this.#quantified();
      case 'function':
        return this.#function();
      case 'null':
        return this.#constant('null', null);
      case 'true':
        return this.#constant('true', true);
      case 'false':
        return this.#constant('false', false);
      case '?':
        this.#word('?');
        return { kind: 'input' };
      default:
        return this.#nameNode(this.#unknownName());
    }
  }

  #nameNode(name: string): Node {
    const node: Node = { kind: 'name', name };
    this.#remember(node, this.#shapeOfName(name));
    return node;
  }

  #constant(text: string, value: unknown): Node {
    this.#word(text);
    return { kind: 'constant', value };
  }

  #temporalLiteral(): Node {
    this.#expect('@');
    const text = this.#match(string) ?? this.#fail();
    return { kind: 'constant', value: parseTemporal(unescaped(text)) };
  }

  #quotedName(): Node {
    return this.#nameNode(this.#backticked());
  }

  #backticked(): string {
    const end = this.#text.indexOf('`', this.#position + 1);
    if (end < 0) this.#fail();
    const name = this.#text.slice(this.#position + 1, end);
    this.#position = end + 1;
    this.#skip();
    return name;
  }

  #parenthesised(): Node {
    this.#expect('(');
    return this.#insideBrackets(() => {
      const operator = this.#comparisonSign();
      if (operator) {
        const operand = this.#sum();
        this.#expect(')');
        return { kind: 'test', operator, operand };
      }
      const first = this.#expression();
      if (this.#sign('..')) return this.#restOfRange(first, false);
      this.#expect(')');
      return first;
    });
  }

  #listOrRange(): Node {
    this.#expect('[');
    return this.#insideBrackets(() => {
      const items: Node[] = [];
      if (this.#sign(']')) return { kind: 'list', items };
      do {
        items.push(this.#expression());
        if (items[0] && items.length === 1 && this.#sign('..')) return this.#restOfRange(items[0], true);
      } while (this.#sign(','));
      this.#expect(']');
      const node: Node = { kind: 'list', items };
      this.#remember(
        node,
        items.map((item) => this.#shapeOf(item)),
      );
      return node;
    });
  }

  /** How many ranges are being read whose end may be a bracket that also opens a filter. */
  #rangesOpen = 0;

  /** A bracket that a range outside could close with means nothing of the kind in here. */
  #insideBrackets<T>(read: () => T): T {
    const open = this.#rangesOpen;
    this.#rangesOpen = 0;
    const result = read();
    this.#rangesOpen = open;
    return result;
  }

  #rangeOpenedOutwards(): Node {
    this.#expect(']');
    return this.#insideBrackets(() => {
      const start = this.#sum();
      this.#expect('..');
      return this.#restOfRange(start, false);
    });
  }

  #restOfRange(start: Node, startIncluded: boolean): Node {
    this.#rangesOpen++;
    const end = this.#sum();
    this.#rangesOpen--;
    const close = this.#sign(']') ? ']' : this.#sign(')') ? ')' : this.#sign('[') ? '[' : this.#fail();
    return { kind: 'range', start, end, startIncluded, endIncluded: close === ']' };
  }

  #context(): Node {
    this.#expect('{');
    const entries: { name: string; value: Node }[] = [];
    const declared = this.#locals.length;
    const shape: Context = {};
    if (this.#peek() !== '}') {
      do {
        const name = this.#entryName();
        this.#expect(':');
        const value = this.#expression();
        entries.push({ name, value });
        shape[name] = this.#shapeOf(value);
        this.#declare(name, shape[name]);
      } while (this.#sign(','));
    }
    this.#locals.length = declared;
    this.#expect('}');
    const node: Node = { kind: 'context', entries };
    this.#remember(node, shape);
    return node;
  }

  #entryName(): string {
    if (this.#peek() === '"') return unescaped(this.#match(string) ?? this.#fail());
    if (this.#peek() === '`') return this.#backticked();
    return this.#declaredName(':');
  }

  #if(): Node {
    this.#word('if');
    const condition = this.#expression();
    if (!this.#word('then')) this.#fail();
    const then = this.#expression();
    const otherwise: Node = this.#word('else') ? this.#expression() : this.#fail();
    const node: Node = { kind: 'if', condition, then, else: otherwise };
    this.#remember(node, this.#shapeOf(then) ?? this.#shapeOf(otherwise));
    return node;
  }

  #for(): Node {
    this.#word('for');
    const declared = this.#locals.length;
    const iterators = this.#iterators();
    if (!this.#word('return')) this.#fail();
    this.#declare('partial', null);
    const result = this.#expression();
    this.#locals.length = declared;
    const node: Node = { kind: 'for', iterators, result };
    this.#remember(node, [this.#shapeOf(result)]);
    return node;
  }

  #quantified(): Node {
    const every = this.#word('every');
    if (!every) this.#word('some');
    const declared = this.#locals.length;
    const iterators = this.#iterators();
    if (!this.#word('satisfies')) this.#fail();
    const condition = this.#expression();
    this.#locals.length = declared;
    return { kind: 'quantified', every, iterators, condition };
  }

  #iterators(): Iterator[] {
    const iterators: Iterator[] = [];
    do {
      const name = this.#declaredName('in');
      if (!this.#word('in')) this.#fail();
      const domain = this.#expression();
      const end = this.#sign('..') ? this.#expression() : null;
      iterators.push({ name, domain, end });
      this.#declare(name, elementShape(this.#shapeOf(domain)));
    } while (this.#sign(','));
    return iterators;
  }

  #function(): Node {
    this.#word('function');
    this.#expect('(');
    const parameters: FormalParameter[] = [];
    const declared = this.#locals.length;
    if (this.#peek() !== ')') {
      do {
        const name = this.#declaredName(':', ',', ')');
        parameters.push({ name, type: this.#sign(':') ? this.#type() : null });
        this.#declare(name, null);
      } while (this.#sign(','));
    }
    this.#expect(')');
    const isExternal = this.#isWord('external');
    if (isExternal) this.#word('external');
    const body = this.#expression();
    this.#locals.length = declared;
    return { kind: 'function', parameters, body: isExternal ? null : body };
  }

  // unary tests ////////////////////////////////////////////////////

  #tests(): Node[] {
    const tests: Node[] = [];
    do tests.push(this.#test());
    while (this.#sign(','));
    return tests;
  }

  #test(): Node {
    const operator = this.#comparisonSign();
    return operator ? { kind: 'test', operator, operand: this.#sum() } : this.#expression();
  }

  #testsOfIn(): Node[] {
    if (!this.#sign('(')) return [this.#testBelow()];
    const [first, ...more] = this.#insideBrackets(() => {
      const tests = this.#tests();
      const [only] = tests;
      if (only && tests.length === 1 && this.#sign('..')) return [this.#restOfRange(only, false)];
      this.#expect(')');
      return tests;
    });
    // `(a)[1]` and `(1) + 2` begin like a list of tests
    const goesOn = /[[.+\-*/(]/.test(this.#peek()) && !this.#text.startsWith('..', this.#position);
    if (!first || !goesOn) return [...(first ? [first] : []), ...more];
    if (more.length > 0) this.#fail();
    this.#given = first;
    return [this.#sum()];
  }

  /** A test that ends before `and`. */
  #testBelow(): Node {
    const operator = this.#comparisonSign();
    return operator ? { kind: 'test', operator, operand: this.#sum() } : this.#sum();
  }

  // types (10.3.2.9.3) /////////////////////////////////////////////

  #type(): ValueType | null {
    const generic = this.#nextWord();
    if (this.#followedBy(generic, '<')) {
      if (generic === 'list' || generic === 'range') {
        const of = this.#angled(() => this.#type());
        return of && { base: generic, of };
      }
      if (generic === 'context') {
        const entries = this.#angled(() => this.#entryTypes());
        return { base: 'context', entries };
      }
      if (generic === 'function') return this.#functionType();
    }
    const parts = [this.#takeWord()];
    for (;;) {
      const name = parts.join(' ');
      if (this.#types(name) && !this.#types(`${name} ${this.#nextWord()}`) && !this.#mayGoOn(name))
        return this.#types(name);
      const more = this.#nextWord();
      if (this.#sign('.')) parts.push('.');
      else if (more !== '' && (this.#mayGoOn(name) || !keywords.has(more))) parts.push(this.#takeWord());
      else return this.#types(parts.join(' ').replaceAll(' . ', '.'));
    }
  }

  /** Whether the next word goes on with a name of a type: `date and time`, `days and time duration`. */
  #mayGoOn(name: string): boolean {
    const longer = `${name} ${this.#nextWord()}`;
    return (
      ['date and time', 'days and time duration', 'years and months duration', 'date time'].some(
        (type) => type === longer || type.startsWith(`${longer} `),
      ) &&
      (name !== 'date' ||
        this.#nextWord() !== 'and' ||
        /^\s*and\s+time\b/.test(this.#text.slice(this.#position)))
    );
  }

  #angled<T>(inner: () => T): T {
    this.#takeWord();
    this.#expect('<');
    const result = inner();
    this.#expect('>');
    return result;
  }

  #entryTypes(): Record<string, ValueType> {
    const entries: Record<string, ValueType> = {};
    do {
      const name = this.#declaredName(':');
      this.#expect(':');
      entries[name] = this.#type() ?? { base: 'any' };
    } while (this.#sign(','));
    return entries;
  }

  #functionType(): ValueType {
    const parameters = this.#angled(() => {
      const types: ValueType[] = [];
      if (this.#peek() === '>') return types;
      do types.push(this.#type() ?? { base: 'any' });
      while (this.#sign(','));
      return types;
    });
    this.#expect('->');
    return { base: 'function', parameters, result: this.#type() ?? { base: 'any' } };
  }

  // names //////////////////////////////////////////////////////////

  /** The longest known name with spaces or signs that stands here. */
  #knownName(): string | null {
    let longest: OddName | null = null;
    let end = this.#position;
    const consider = (candidate: OddName) => {
      if (longest && candidate.parts.length <= longest.parts.length) return;
      const to = this.#endOf(candidate.parts);
      if (to === null) return;
      longest = candidate;
      end = to;
    };
    for (const { name } of this.#locals) if (!isPlainName(name)) consider(oddName(name));
    for (const candidate of this.#oddNames()) consider(candidate);
    for (const candidate of this.#builtins.get(this.#nextWord()) ?? []) consider(candidate);
    if (longest === null) return null;
    this.#position = end;
    this.#skip();
    return (longest as OddName).name;
  }

  #oddTopNames: OddName[] | null = null;

  #oddNames(): OddName[] {
    this.#oddTopNames ??= Object.keys(this.#names).flatMap((name) =>
      isPlainName(name) ? [] : [oddName(name)],
    );
    return this.#oddTopNames;
  }

  /** Where the parts of a name end that begin here, or null. */
  #endOf(parts: string[]): number | null {
    let at = this.#position;
    for (const [index, part] of parts.entries()) {
      if (index > 0) while (/\s/.test(this.#text[at] ?? '')) at++;
      if ((index === 0 ? identifierAt : laterPartAt)(this.#text, at) !== part) return null;
      at += part.length;
    }
    return at;
  }

  /** Words side by side; `?` is not part of them. */
  #unknownName(): string {
    const first = this.#nextWord();
    if (first === '' || keywords.has(first)) this.#fail();
    const parts = [this.#takeWord()];
    for (;;) {
      const more = this.#nextWord();
      if (more === '' || more === '?' || keywords.has(more)) return parts.join(' ');
      parts.push(this.#takeWord());
    }
  }

  #pathName(shape: unknown): string {
    if (this.#peek() === '`') return this.#backticked();
    const candidates =
      isContext(shape) || Array.isArray(shape) ? namesIn(elementShape(shape)) : this.#namesAnywhere();
    let longest: OddName | null = null;
    let end = this.#position;
    for (const candidate of candidates) {
      const to = this.#endOf(candidate.parts);
      if (to === null || to <= end) continue;
      longest = candidate;
      end = to;
    }
    if (longest) {
      this.#position = end;
      this.#skip();
      return longest.name;
    }
    for (const property of ['time offset', 'start included', 'end included']) {
      const to = this.#endOf(property.split(' '));
      if (to === null) continue;
      this.#position = to;
      this.#skip();
      return property;
    }
    const name = this.#takeWord();
    const more = this.#nextWord();
    return more === '' || more === '?' || keywords.has(more) ? name : `${name} ${this.#unknownName()}`;
  }

  /** Where it is not known of what an entry is asked, any name that occurs somewhere may be meant. */
  #namesAnywhere(): OddName[] {
    if (this.#anyOddNames) return this.#anyOddNames;
    const found = new Map<string, OddName>();
    const visit = (value: unknown, depth: number): void => {
      if (depth > DEEPEST) return;
      if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
      else if (isContext(value)) {
        for (const [name, entry] of Object.entries(value)) {
          if (!isPlainName(name)) found.set(name, oddName(name));
          visit(entry, depth + 1);
        }
      }
    };
    visit(this.#names, 0);
    this.#anyOddNames = [...found.values()];
    return this.#anyOddNames;
  }

  /** A name that is declared here, up to one of the signs or words that may follow it. */
  #declaredName(...ends: string[]): string {
    const from = this.#position;
    const begin = this.#takeWord();
    let to = from + begin.length;
    const isEnd = () => ends.some((end) => (/\w/.test(end) ? this.#isWord(end) : this.#peek() === end));
    while (!isEnd()) {
      const part = laterPartAt(this.#text, this.#position) || this.#fail();
      to = this.#position + part.length;
      this.#position = to;
      this.#skip();
    }
    return this.#text.slice(from, to).replaceAll(/\s+/g, ' ');
  }

  // shapes: what is known of values before there are any ////////////

  #declare(name: string, shape: unknown): void {
    this.#locals.push({ name, shape });
  }

  #shapeOfName(name: string): unknown {
    const local = this.#locals.findLast((it) => it.name === name);
    if (local) return local.shape;
    return Object.hasOwn(this.#names, name) ? this.#names[name] : undefined;
  }

  #shapeOf(node: Node): unknown {
    return this.#shapes.get(node);
  }

  #remember(node: Node, shape: unknown): void {
    if (typeof shape === 'object' && shape !== null) this.#shapes.set(node, shape);
  }

  // text ///////////////////////////////////////////////////////////

  #skip(): void {
    space.lastIndex = this.#position;
    if (space.test(this.#text)) this.#position = space.lastIndex;
  }

  #peek(): string {
    return this.#text[this.#position] ?? '';
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#position += found.length;
    this.#skip();
    return found;
  }

  #wordAt = -1;
  #wordThere = '';

  #nextWord(): string {
    if (this.#wordAt === this.#position) return this.#wordThere;
    this.#wordAt = this.#position;
    this.#wordThere = identifierAt(this.#text, this.#position);
    return this.#wordThere;
  }

  #takeWord(): string {
    const word = this.#nextWord() || this.#fail();
    this.#position += word.length;
    this.#skip();
    return word;
  }

  #isWord(text: string): boolean {
    return this.#nextWord() === text;
  }

  #word(text: string): boolean {
    if (!this.#isWord(text)) return false;
    this.#position += text.length;
    this.#skip();
    return true;
  }

  #followedBy(text: string, following: string): boolean {
    return this.#text
      .slice(this.#position + text.length)
      .trimStart()
      .startsWith(following);
  }

  #sign(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    const next = this.#text[this.#position + text.length];
    // `**` is no `*`, `..` no `.`, `->` no `-`
    if ((text === '*' && next === '*') || (text === '.' && next === '.') || (text === '-' && next === '>'))
      return false;
    this.#position += text.length;
    this.#skip();
    return true;
  }

  #expect(text: string): void {
    if (!this.#sign(text)) this.#fail();
  }

  #comparisonSign(): ComparisonOperator | null {
    for (const operator of ['<=', '>=', '!=', '<', '>', '='] as const)
      if (this.#sign(operator)) return operator;
    return null;
  }

  /** Null, with everything as before, where it does not succeed. */
  #attempt<T>(read: () => T): T | null {
    const before = [this.#position, this.#depth, this.#rangesOpen, this.#locals.length] as const;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      [this.#position, this.#depth, this.#rangesOpen, this.#locals.length] = before;
      return null;
    }
  }

  #fail(): never {
    const from = this.#position;
    if (from >= this.#text.length) {
      const reason = { vi: 'biểu thức còn dang dở', en: 'the expression is incomplete' };
      throw new Fault({ reason, from, to: from });
    }
    word.lastIndex = from;
    sign.lastIndex = from;
    const found = (word.exec(this.#text) ?? sign.exec(this.#text))?.[0] ?? this.#peek();
    const position = from + 1;
    const reason = {
      vi: `thừa «${found}» tại vị trí ${position}`,
      en: `unexpected '${found}' at position ${position}`,
    };
    throw new Fault({ reason, from, to: from + found.length });
  }
}

// helpers ////////////////////////////////////////////////////////////

const indexes = new WeakMap<readonly string[], Map<string, OddName[]>>();

/** Made once for a list, which is always the same one. */
function byFirstWord(names: readonly string[]): Map<string, OddName[]> {
  const known = indexes.get(names);
  if (known) return known;
  const index = new Map<string, OddName[]>();
  for (const name of names) {
    const odd = oddName(name);
    const first = odd.parts[0] ?? '';
    index.set(first, [...(index.get(first) ?? []), odd]);
  }
  indexes.set(names, index);
  return index;
}

function oddName(name: string): OddName {
  return { parts: partsOf(name), name };
}

function namesIn(shape: unknown): OddName[] {
  return isContext(shape)
    ? Object.keys(shape).flatMap((name) => (isPlainName(name) ? [] : [oddName(name)]))
    : [];
}

function elementShape(shape: unknown): unknown {
  if (!Array.isArray(shape)) return shape;
  const contexts = shape.filter(isContext);
  return contexts.length === 0 ? shape[0] : Object.assign({}, ...contexts);
}

function entryShape(shape: unknown, name: string): unknown {
  const element = elementShape(shape);
  if (!isContext(element)) return undefined;
  const entry = Object.hasOwn(element, name) ? element[name] : undefined;
  return Array.isArray(shape) ? [entry] : entry;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The value of a string literal (rule 31, escapes of rule 67). */
function unescaped(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(
      /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([\s\S]))/g,
      (all, four?: string, six?: string, sign?: string) => {
        const code = Number.parseInt(four ?? six ?? '', 16);
        if (sign === undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
        // an escape that FEEL does not know stays as it is: patterns are full of them
        return sign === '"' || sign === '\\' || sign === "'" ? sign : (escapes[sign] ?? all);
      },
    );
}

function reading<T>(text: string, surroundings: Surroundings, read: (parser: Parser) => T): Reading<T> {
  try {
    return { ok: true, tree: read(new Parser(text, surroundings)) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.problem };
    throw error;
  }
}

export function readExpression(text: string, surroundings: Surroundings = {}): Reading<Node> {
  if (text.trim() === '') {
    const reason = { vi: 'biểu thức để trống', en: 'the expression is empty' };
    return { ok: false, problem: { reason, from: 0, to: 0 } };
  }
  return reading(text, surroundings, (parser) => parser.expressionOnly());
}

/** An empty text and `-` are satisfied by anything. */
export function readUnaryTests(text: string, surroundings: Surroundings = {}): Reading<UnaryTests> {
  if (text.trim() === '') return { ok: true, tree: { negated: false, tests: null } };
  return reading(text, surroundings, (parser) => parser.unaryTestsOnly());
}
