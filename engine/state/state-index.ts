/**
 * What would take a search through the whole state: kept beside it, built when first asked for, and from then on kept in step by
 * `apply.ts`. It is no part of the state: a restored one gets its own anew.
 */
import type { ElementInstance, InstanceState, OpenCondition, OpenTimer } from './instance-state.ts';
import { TimerQueue } from './timer-queue.ts';

class StateIndex {
  readonly timers = new TimerQueue();
  readonly #children = new Map<string, Set<string>>();
  /** Scopes to which an older instance has come back. */
  readonly #disordered = new Set<string>();
  readonly #conditions = new Map<string, Set<string>>();
  #moved = new Set<string>();

  constructor(state: InstanceState) {
    for (const key in state.timers) this.timerStarted(state.timers[key]);
    for (const key in state.instances) this.entered(key, state.instances[key]?.scope ?? null);
    for (const key in state.conditions) this.conditionOpened(state, state.conditions[key]);
  }

  /** Keys of the open conditions, at that scope and anywhere inside, that see its variables; the oldest first. */
  conditionsSeeing(scope: string): Iterable<string> {
    return this.#conditions.get(scope) ?? [];
  }

  conditionOpened(state: InstanceState, condition: OpenCondition | undefined): void {
    if (!condition) return;
    for (const scope of visibleScopes(state, condition.owner)) {
      const conditions = this.#conditions.get(scope);
      if (conditions) conditions.add(condition.key);
      else this.#conditions.set(scope, new Set([condition.key]));
    }
  }

  conditionClosed(state: InstanceState, condition: OpenCondition): void {
    for (const scope of visibleScopes(state, condition.owner)) {
      const conditions = this.#conditions.get(scope);
      conditions?.delete(condition.key);
      if (conditions?.size === 0) this.#conditions.delete(scope);
    }
  }

  /** Keys of the live element instances directly inside, the oldest first. */
  childrenOf(scope: string): Iterable<string> {
    if (this.#disordered.delete(scope)) {
      const keys = [...(this.#children.get(scope) ?? [])].sort((a, b) => Number(a) - Number(b));
      this.#children.set(scope, new Set(keys));
    }
    return this.#children.get(scope) ?? [];
  }

  timerStarted(timer: OpenTimer | undefined): void {
    if (timer) this.timers.push(timer);
  }

  entered(key: string, scope: string | null): void {
    if (scope === null) return;
    const siblings = this.#children.get(scope);
    if (siblings) siblings.add(key);
    else this.#children.set(scope, new Set([key]));
  }

  /** One that had ended is there again. */
  restored(key: string, scope: string | null): void {
    this.entered(key, scope);
    if (scope !== null) this.#disordered.add(scope);
  }

  ended(key: string, scope: string): void {
    this.#children.get(scope)?.delete(key);
    this.#children.delete(key);
  }

  /** A token in that scope has come to a join, or has gone. */
  tokensMoved(scope: string): void {
    this.#moved.add(scope);
  }

  /** Scopes in which tokens have moved since this was asked last. */
  takeMoved(): Set<string> {
    const moved = this.#moved;
    if (moved.size > 0) this.#moved = new Set();
    return moved;
  }
}

const indexes = new WeakMap<InstanceState, StateIndex>();

export function indexOf(state: InstanceState): StateIndex {
  let index = indexes.get(state);
  if (!index) {
    index = new StateIndex(state);
    indexes.set(state, index);
  }
  return index;
}

/** Undefined where nobody has asked yet: then there is nothing to keep in step. */
export const builtIndexOf = (state: InstanceState): StateIndex | undefined => indexes.get(state);

/** The open timer that is due first; of those due at the same time the oldest. */
export const firstTimer = (state: InstanceState): OpenTimer | null =>
  indexOf(state).timers.first(state.timers);

// helpers ////////////////////////////////////////////////////////////

/** The instance itself and the scopes around it whose variables it sees: those of its own process. */
function* visibleScopes(state: InstanceState, key: string): Iterable<string> {
  for (let scope: ElementInstance | undefined = state.instances[key]; scope; ) {
    yield scope.key;
    scope = scope.type === 'process' || scope.scope === null ? undefined : state.instances[scope.scope];
  }
}
