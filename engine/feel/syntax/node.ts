/** FEEL read into a tree (DMN 1.5, 10.3.1.2). `from` and `to` are offsets in the text, counted from 0. */
import type { ValueType } from '../values/type.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '**';
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Iterator {
  name: string;
  domain: Node;
  /** Of `for i in 1..n`. */
  end: Node | null;
}

export interface FormalParameter {
  name: string;
  type: ValueType | null;
}

export type Node =
  /** A number, text, boolean, null, or what a literal of time stands for. */
  | { kind: 'constant'; value: unknown }
  | { kind: 'name'; name: string }
  /** `?`, the input of a unary test. */
  | { kind: 'input' }
  | { kind: 'path'; of: Node; name: string }
  | { kind: 'filter'; list: Node; condition: Node }
  | { kind: 'call'; target: Node; args: Node[] }
  | { kind: 'namedCall'; target: Node; args: { name: string; value: Node }[] }
  | { kind: 'negation'; operand: Node }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; left: Node; right: Node }
  | { kind: 'comparison'; operator: ComparisonOperator; left: Node; right: Node }
  | { kind: 'between'; value: Node; low: Node; high: Node }
  | { kind: 'in'; value: Node; tests: Node[] }
  | { kind: 'instanceOf'; value: Node; type: ValueType | null }
  | { kind: 'and'; left: Node; right: Node }
  | { kind: 'or'; left: Node; right: Node }
  | { kind: 'if'; condition: Node; then: Node; else: Node }
  | { kind: 'for'; iterators: Iterator[]; result: Node }
  | { kind: 'quantified'; every: boolean; iterators: Iterator[]; condition: Node }
  | { kind: 'list'; items: Node[] }
  | { kind: 'context'; entries: { name: string; value: Node }[] }
  /** Without a body where it is external. */
  | { kind: 'function'; parameters: FormalParameter[]; body: Node | null }
  | { kind: 'range'; start: Node; end: Node; startIncluded: boolean; endIncluded: boolean }
  /** `< 10`, as a unary test or, in parentheses, as a range. */
  | { kind: 'test'; operator: ComparisonOperator; operand: Node };

/** Unary tests of a decision table's input entry (rule 12 to 16). */
export interface UnaryTests {
  negated: boolean;
  /** Null for `-`, which anything satisfies. */
  tests: Node[] | null;
}
