/**
 * What would take a search through the whole state: kept beside it, built when first asked for, and from then on kept in step by
 * `apply.ts`. It is no part of the state: a restored one gets its own anew.
 */
import { isHalted } from './halt.ts';
import type { ElementInstance, InstanceState, Job, OpenCondition, OpenTimer } from './instance-state.ts';
import { TimerQueue } from './timer-queue.ts';

class StateIndex {
  readonly timers = new TimerQueue();
  /** Keys of what is open, the oldest first; of jobs, of what may go on. */
  readonly userTasks = new Set<string>();
  readonly jobs: Record<Job['execution'], Set<string>> = { transactional: new Set(), external: new Set() };
  /** Element instances, without the started process. */
  size = 0;
  /** Keys of the element instances by the id of their element. */
  readonly #elements = new Map<string, Set<string>>();
  readonly #children = new Map<string, Set<string>>();
  /** Scopes to which an older instance has come back. */
  readonly #disordered = new Set<string>();
  readonly #conditions = new Map<string, Set<string>>();
  #moved = new Set<string>();

  constructor(state: InstanceState) {
    for (const key in state.timers) this.timerStarted(state, state.timers[key]);
    for (const key in state.instances) this.entered(state.instances[key]);
    for (const key in state.userTasks) this.userTasks.add(key);
    for (const key in state.jobs) this.jobOpened(state, state.jobs[key]);
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

  timerStarted(state: InstanceState, timer: OpenTimer | undefined): void {
    if (timer && !state.halted?.timers[timer.key]) this.timers.push(timer);
  }

  jobOpened(state: InstanceState, job: InstanceState['jobs'][string] | undefined): void {
    if (job && !isHalted(state, job.owner)) this.jobs[job.execution].add(job.key);
  }

  jobClosed(key: string): void {
    if (!this.jobs.external.delete(key)) this.jobs.transactional.delete(key);
  }

  /** Ids of the elements that hold a token, that which has held one for longest first. */
  activeElementIds(): string[] {
    const oldest: [id: string, key: number][] = [];
    for (const [id, keys] of this.#elements)
      for (const key of keys) {
        oldest.push([id, Number(key)]);
        break;
      }
    return oldest.sort(([, a], [, b]) => a - b).map(([id]) => id);
  }

  entered(instance: ElementInstance | undefined): void {
    if (!instance || instance.scope === null) return;
    const { key, scope, elementId } = instance;
    this.size++;
    addTo(this.#children, scope, key);
    if (instance.type !== 'adHocSubProcessInnerInstance') addTo(this.#elements, elementId, key);
  }

  /** One that had ended is there again. */
  restored(instance: ElementInstance): void {
    this.entered(instance);
    if (instance.scope !== null) this.#disordered.add(instance.scope);
  }

  ended({ key, scope, elementId }: ElementInstance): void {
    if (scope === null) return;
    this.size--;
    this.#children.get(scope)?.delete(key);
    this.#children.delete(key);
    const alike = this.#elements.get(elementId);
    if (alike?.delete(key) && alike.size === 0) this.#elements.delete(elementId);
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

/** What is where has changed: it is built anew when it is asked for next. Scopes in which tokens have moved are forgotten. */
export const forgetIndex = (state: InstanceState): void => {
  indexes.delete(state);
};

/** The open timer that is due first; of those due at the same time the oldest. */
export const firstTimer = (state: InstanceState): OpenTimer | null =>
  indexOf(state).timers.first(state.timers);

// helpers ////////////////////////////////////////////////////////////

function addTo(sets: Map<string, Set<string>>, name: string, key: string): void {
  const set = sets.get(name);
  if (set) set.add(key);
  else sets.set(name, new Set([key]));
}

/** The instance itself and the scopes around it whose variables it sees: those of its own process. */
function* visibleScopes(state: InstanceState, key: string): Iterable<string> {
  for (let scope: ElementInstance | undefined = state.instances[key]; scope; ) {
    yield scope.key;
    scope = scope.type === 'process' || scope.scope === null ? undefined : state.instances[scope.scope];
  }
}
