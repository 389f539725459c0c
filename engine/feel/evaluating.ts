/**
 * One evaluation and the names that are visible in it. Work is counted, not timed, so that an evaluation that is given up is
 * given up at the same place on every machine.
 */
import type { Context } from './values/value.ts';

export type WarningKind =
  | 'NO_VARIABLE_FOUND'
  | 'NO_CONTEXT_ENTRY_FOUND'
  | 'NO_PROPERTY_FOUND'
  | 'NOT_COMPARABLE'
  | 'INVALID_TYPE'
  | 'NO_FUNCTION_FOUND'
  | 'FUNCTION_INVOCATION_FAILURE';

/** Why a part of an expression is null: a fault of the model perhaps, but no failure. */
export interface Warning {
  kind: WarningKind;
  message: string;
}

/** A whole evaluation that comes to nothing; caught at the door. */
export class EvaluationFailure extends Error {}

/** About a second of work. */
const MOST_STEPS = 1_000_000;
/** Levels of expressions one inside the other, through calls of functions; well below what overflows a stack. */
const DEEPEST = 1000;
const MOST_WARNINGS = 10;

export class Evaluating {
  /** Epoch milliseconds, for `now()` and `today()`. */
  readonly now: number;
  warnings: Warning[] | null = null;
  #stepsLeft = MOST_STEPS;
  #depth = 0;

  constructor(now: number) {
    this.now = now;
  }

  /** Counts iterations, calls, and elements and characters that are made. */
  spend(steps: number): void {
    this.#stepsLeft -= steps;
    if (this.#stepsLeft < 0)
      throw new EvaluationFailure(`it takes more than ${MOST_STEPS} steps, which is the limit`);
  }

  enter(levels: number): void {
    this.spend(1);
    this.#depth += levels;
    if (this.#depth > DEEPEST) throw new EvaluationFailure('its functions call each other too deeply');
  }

  leave(levels: number): void {
    this.#depth -= levels;
  }

  warn(kind: WarningKind, message: string): void {
    this.warnings ??= [];
    if (this.warnings.length < MOST_WARNINGS) this.warnings.push({ kind, message });
  }
}

/** Names with their values, and the scope around them. */
export class Scope {
  readonly names: Context;
  readonly outer: Scope | null;
  readonly evaluating: Evaluating;

  constructor(names: Context, outer: Scope | null, evaluating: Evaluating) {
    this.names = names;
    this.outer = outer;
    this.evaluating = evaluating;
  }

  inner(names: Context): Scope {
    return new Scope(names, this, this.evaluating);
  }

  /** Undefined where no scope holds the name. */
  find(name: string): unknown {
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      const value = scope.names[name];
      if (value !== undefined && Object.hasOwn(scope.names, name)) return value;
    }
    return undefined;
  }
}
