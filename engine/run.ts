/**
 * One activation of the engine: what a command sets off until the instance is at rest again. Processors read the state, decide,
 * and emit; nothing else writes.
 */
import type { FlowElement } from './elements/element.ts';
import type { ElementProcessor, Processors } from './elements/element-processor.ts';
import type { EngineEvent } from './events.ts';
import { isOn } from './flags.ts';
import type { ExecutableGraph, ExecutableProcess } from './graph.ts';
import type { Oracle } from './oracle.ts';
import { applyBookkeeping, applyEvent } from './state/apply.ts';
import type { Bookkeeping } from './state/change.ts';
import type {
  ElementInstance,
  IncidentCode,
  InstanceState,
  Outset,
  Variables,
  Work,
} from './state/instance-state.ts';
import { indexOf } from './state/state-index.ts';

/** A modelling fault met at run time. It becomes an incident, which people resolve. */
export interface Failure {
  code: IncidentCode;
  message: string;
}

export const fail = (code: IncidentCode, message: string): Failure => ({ code, message });

/** A variable of a scope was created or has got another value. */
export interface VariableChange {
  scope: string;
  name: string;
  kind: 'create' | 'update';
}

/** What there mostly is: nothing is allocated at each step. */
const none: never[] = [];
const nothing: Outset = {};

type Unnumbered<T> = T extends unknown ? Omit<T, 'sequence' | 'at'> & { sequence?: 0; at?: 0 } : never;

/**
 * How much may go on without a wait before the model is held to loop on itself. `hops`: from element to element along one path;
 * `work`: in all, which bounds what forks without end.
 */
export interface Limits {
  hops: number;
  work: number;
  /** How many inner instances of a parallel multi-instance activity begin at once; the others by `beginItems`. Default: all. */
  items?: number;
}

/** What a caller may say about how an activation runs. */
export interface RunOptions {
  oracle?: Oracle | null;
  limits?: Limits;
  /** Definitions by hash, that an instance may be migrated to. */
  graphs?: (hash: string) => ExecutableGraph | undefined;
}

/** Far more than a model means to do, and still done within seconds. */
const generousLimits: Limits = { hops: 100_000, work: 1_000_000 };

/** Work, and how many elements its token has passed without a wait. */
type Queued = Work & { hops: number };

export class Run {
  readonly graph: ExecutableGraph;
  readonly state: InstanceState;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly oracle: Oracle | null;
  readonly options: RunOptions;
  readonly events: EngineEvent[] = [];
  readonly #processors: Processors;
  readonly #limits: Limits;
  #queue: Queued[] = [];
  #head = 0;
  #worked = 0;
  #hops = 0;
  #changes: VariableChange[] = [];
  #conditions: string[] = [];

  constructor(
    graph: ExecutableGraph,
    state: InstanceState,
    now: number,
    processors: Processors,
    options: RunOptions = {},
  ) {
    const { oracle = null, limits = generousLimits } = options;
    this.options = options;
    this.graph = graph;
    this.state = state;
    this.now = now;
    this.#processors = processors;
    this.oracle = oracle;
    this.#limits = limits;
    adoptWaitingJoins(state);
  }

  // deciding ////////////////////////////////////////////////////////

  emit(event: Unnumbered<EngineEvent>): void {
    if (event.event === 'variable') this.variableChanges(event.scope, event.name);
    const recorded = event as EngineEvent;
    recorded.sequence = this.state.sequence + 1;
    recorded.at = this.now;
    this.events.push(recorded);
    applyEvent(this.state, recorded);
  }

  /** To be told before a variable changes. Costs next to nothing where no condition sees it. */
  variableChanges(scope: string, name: string): void {
    if (!this.state.conditions) return;
    const isNew = !Object.hasOwn(this.instance(scope).variables, name);
    for (const _ of indexOf(this.state).conditionsSeeing(scope)) {
      this.#changes.push({ scope, name, kind: isNew ? 'create' : 'update' });
      return;
    }
  }

  note(change: Bookkeeping): void {
    applyBookkeeping(this.state, change);
  }

  /** How many inner instances of a parallel multi-instance activity may begin at once. */
  get itemsAtOnce(): number {
    const { items } = this.#limits;
    return items !== undefined && isOn(this.state, 'largeLoops') ? items : Number.POSITIVE_INFINITY;
  }

  /** Not emitted alone: a key is spent by the event that carries it. */
  nextKey(): string {
    this.state.lastKey++;
    return String(this.state.lastKey);
  }

  // work ////////////////////////////////////////////////////////////

  /** Sends a token to an element in that scope. */
  scheduleActivation(elementId: string, scope: string, outset: Outset = nothing): void {
    this.note({ change: 'tokenScheduled', scope });
    this.#queue.push({ kind: 'activate', elementId, scope, outset, hops: this.#hops + 1 });
  }

  /** Begins another process inside a call activity. */
  scheduleCall(processId: string, scope: string, variables: Variables, depth: number): void {
    this.scheduleActivation(processId, scope, { call: { processId, variables, depth } });
  }

  /** Lets an element instance end, after all that was scheduled before. */
  scheduleCompletion(key: string): void {
    this.#queue.push({ kind: 'complete', key, hops: this.#hops + 1 });
  }

  /** Tokens still on their way into that scope never arrive. */
  dropActivations(scope: string): void {
    if (this.instance(scope).pending === 0) return;
    this.#queue = this.#queue
      .slice(this.#head)
      .filter((work) => work.kind !== 'activate' || work.scope !== scope);
    this.#head = 0;
  }

  nextWork(): Work | null {
    const work = this.#queue[this.#head];
    if (work) {
      this.#head++;
      if (this.#head === this.#queue.length) this.#clearQueue();
      this.#worked++;
      this.#hops = work.hops;
      return work;
    }
    return null;
  }

  #clearQueue(): void {
    this.#queue = [];
    this.#head = 0;
  }

  /** What follows has not been set off by what was done last. */
  beginNewPath(): void {
    this.#hops = 0;
  }

  /** Why the work at hand is one too many; null when it is not. */
  get excess(): string | null {
    const { hops, work } = this.#limits;
    if (this.#hops > hops) return `within ${hops} steps`;
    return this.#worked > work ? `within ${work} steps in all` : null;
  }

  /** Elements of that scope to which tokens are on their way, for the rule of inclusive joins. */
  scheduledIn(scope: string): string[] {
    const elements: string[] = [];
    for (let i = this.#head; i < this.#queue.length; i++) {
      const work = this.#queue[i];
      if (work?.kind === 'activate' && work.scope === scope)
        elements.push(work.outset.trigger?.start ?? work.elementId);
    }
    return elements;
  }

  // conditions //////////////////////////////////////////////////////

  /** What has happened to variables that open conditions see, since this was asked last. */
  takeChanges(): VariableChange[] {
    if (this.#changes.length === 0) return none;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Has a condition looked at before the next step: it is new, or what hindered its evaluation is gone. */
  lookAtCondition(key: string): void {
    this.#conditions.push(key);
  }

  takeConditions(): string[] {
    if (this.#conditions.length === 0) return none;
    const conditions = this.#conditions;
    this.#conditions = [];
    return conditions;
  }

  // reading /////////////////////////////////////////////////////////

  process(id: string): ExecutableProcess {
    const process = this.graph.processes[id];
    if (!process) throw new Error(`Expected process ${id} in the graph, but there is none`);
    return process;
  }

  element(processId: string, elementId: string): FlowElement {
    const process = this.process(processId);
    const element = elementId === processId ? process.root : process.elements[elementId];
    if (!element) throw new Error(`Expected element ${elementId} in process ${processId}, but there is none`);
    return element;
  }

  processorOf(instance: ElementInstance): ElementProcessor {
    if (instance.type === 'sequenceFlow')
      throw new Error('Expected an element instance, but got a sequence flow');
    return this.#processors[instance.type];
  }

  elementOf(instance: ElementInstance): FlowElement {
    return this.element(instance.processId, instance.elementId);
  }

  instance(key: string): ElementInstance {
    const instance = this.state.instances[key];
    if (!instance) throw new Error(`Expected element instance ${key} to be live, but it is not`);
    return instance;
  }

  scopeOf(instance: ElementInstance): ElementInstance | null {
    return instance.scope === null ? null : this.instance(instance.scope);
  }
}

// helpers ////////////////////////////////////////////////////////////

/** Earlier versions kept them in one list. */
function adoptWaitingJoins(state: InstanceState): void {
  if (!state.waitingJoins) return;
  for (const { scope, gateway } of state.waitingJoins) {
    const instance = state.instances[scope];
    if (instance) instance.waitingJoins = [...(instance.waitingJoins ?? []), gateway];
  }
  delete state.waitingJoins;
}
