/**
 * The engine, remembered. What a command does depends on where the instance stands and on how the dice fall, and of both there are few
 * kinds, however many documents: each kind is computed once by the engine itself, and looked up from then on.
 *
 * A transition is a tree: at its nodes a choice is to be made (which flow, which outcome), at its leaves stands where that leads.
 */
import { applyCommand } from '../apply-command.ts';
import type { Command } from '../commands.ts';
import type { EngineEvent } from '../events.ts';
import type { ExecutableGraph } from '../graph.ts';
import type { RunOptions } from '../run.ts';
import { startInstance } from '../start-instance.ts';
import type { InstanceState, Job, LifecycleState, Variables } from '../state/instance-state.ts';
import { type AssumedData, type Choice, type Chooser, canonicalNow, cumulative } from './assumed-data.ts';
import { canonicalise, type Wait } from './canonical-state.ts';
import type { JobHandler, Outcome } from './scenario.ts';

/** Something that an instance has begun to wait for. */
export interface Opening {
  kind: Wait['kind'];
  elementId: string;
  /** User tasks: when due; timers: when they go off; as if it were `canonicalNow`, or a symbol. Else null. */
  dueAt: number | null;
  /** Timers: a further turn of the one that has just gone off. */
  repeats: boolean;
  /** User tasks. */
  candidateGroups: readonly string[];
  /** Jobs. */
  jobType: string | null;
  /** The job of a listener, not the element's own. */
  isListener: boolean;
  variables: Variables;
}

/** In the order in which it happens. */
export type Effect =
  /** A job that computes dates is done. */
  | { kind: 'handle'; handler: JobHandler; variables: Variables }
  /** `position` among the waits of the new place. */
  | { kind: 'open'; position: number; opening: Opening };

export interface Incident {
  element: string;
  code: string;
  message: string;
}

/** What a command has led to. */
export interface Leaf {
  place: Place;
  /** For each wait of the new place its position in the old one, or -1 for a new one. */
  carried: Int16Array;
  effects: readonly Effect[];
  lifecycle: LifecycleState;
  /** Elements that were completed, one entry each time. */
  completed: readonly string[];
  taken: readonly string[];
  incidents: readonly Incident[];
  /** How often it was come to. */
  hits: number;
}

interface Fork {
  choice: Choice;
  ways: (Branch | undefined)[];
}

type Branch = Leaf | Fork;

/** Where instances stand that are the same to the engine. */
export interface Place {
  readonly json: string;
  readonly waits: readonly Wait[];
  /** By position of the wait that ends. */
  branches: (Branch | undefined)[];
}

/** What of the scenario a transition depends on. */
export interface Rules {
  processId: string;
  startElementId: string | null;
  kinds: readonly Outcome[];
  outcomesOf(elementId: string, jobType: string | null): readonly Outcome[];
  /** Jobs that take no time and wait for nobody are done on the way. */
  isInstant(elementId: string, jobType: string): boolean;
  handlers: Readonly<Record<string, JobHandler>>;
}

/** Bounded: a process whose states never come back is computed anew, and the memory stays. */
const placesKept = 50_000;
const instantJobsAtMost = 10_000;

export class Transitions {
  readonly #graph: ExecutableGraph;
  readonly #rules: Rules;
  readonly #data: AssumedData;
  readonly #remembers: boolean;
  readonly #places = new Map<string, Place>();
  #leaves: Leaf[] = [];
  /** Of leaves that are no longer remembered. */
  readonly #counts = new Map<string, number>();
  #start: Branch | undefined;

  /** `remembers`: false computes every transition anew, for a proof that remembering changes nothing. */
  constructor(graph: ExecutableGraph, rules: Rules, data: AssumedData, remembers = true) {
    this.#graph = graph;
    this.#rules = rules;
    this.#data = data;
    this.#remembers = remembers;
  }

  /** How often each element was completed, and each flow taken. */
  counts(): Map<string, number> {
    const counts = new Map(this.#counts);
    for (const leaf of this.#leaves) count(leaf, counts);
    return counts;
  }

  start(choose: Chooser): Leaf {
    return this.#follow(null, -1, this.#start, choose);
  }

  /** Ends the wait at that position: the task or job is done, the message comes, the timer goes off. */
  end(place: Place, position: number, choose: Chooser): Leaf {
    return this.#follow(place, position, place.branches[position], choose);
  }

  // the tree /////////////////////////////////////////////////////////

  #follow(place: Place | null, position: number, root: Branch | undefined, choose: Chooser): Leaf {
    const made: number[] = [];
    let branch = root;
    while (branch) {
      if ('place' in branch) {
        branch.hits++;
        return branch;
      }
      const way = choose(branch.choice);
      made.push(way);
      branch = branch.ways[way];
    }
    const known = this.#places.size < placesKept ? root : this.#forget();
    const { leaf, choices } = this.#compute(place, position, made, choose);
    leaf.hits = 1;
    if (!this.#remembers) count(leaf, this.#counts);
    else {
      this.#leaves.push(leaf);
      const grown = graft(known, choices, made, leaf);
      if (place) place.branches[position] = grown;
      else this.#start = grown;
    }
    return leaf;
  }

  /** Instances keep their places, and what follows is computed anew. */
  #forget(): undefined {
    for (const leaf of this.#leaves) count(leaf, this.#counts);
    for (const place of this.#places.values()) place.branches = [];
    this.#leaves = [];
    this.#places.clear();
    this.#start = undefined;
  }

  // the engine ///////////////////////////////////////////////////////

  /** `made`: choices made already, to which further ones are added. */
  #compute(
    place: Place | null,
    position: number,
    made: number[],
    choose: Chooser,
  ): { leaf: Leaf; choices: Choice[] } {
    const choices: Choice[] = [];
    const decide = (choice: Choice): number => {
      const known = made[choices.length];
      choices.push(choice);
      if (known !== undefined) return known;
      const way = choose(choice);
      made.push(way);
      return way;
    };
    const run = new Computation(this.#graph, this.#rules, this.#data, decide);
    run.begin(place, position);
    const leaf = run.finish(place, (json, waits) => this.#placeOf(json, waits));
    return { leaf, choices };
  }

  #placeOf(json: string, waits: readonly Wait[]): Place {
    const known = this.#places.get(json);
    if (known) return known;
    const place: Place = { json, waits, branches: [] };
    if (this.#remembers) this.#places.set(json, place);
    return place;
  }
}

// helpers ////////////////////////////////////////////////////////////

/** One transition as the engine does it. */
class Computation {
  readonly #graph: ExecutableGraph;
  readonly #rules: Rules;
  readonly #decide: Chooser;
  readonly #options: RunOptions;
  readonly #log: (EngineEvent | { event: 'handle'; handler: JobHandler; variables: Variables })[] = [];
  readonly #jobVariables = new Map<string, Variables>();
  readonly #problems: Incident[] = [];
  #state: InstanceState | null = null;
  #firedTimer: string | null = null;

  constructor(graph: ExecutableGraph, rules: Rules, data: AssumedData, decide: Chooser) {
    this.#graph = graph;
    this.#rules = rules;
    this.#decide = decide;
    this.#options = { oracle: data.oracle(decide), limits: { hops: 10_000, work: 100_000 } };
  }

  begin(place: Place | null, position: number): void {
    if (!place) this.#startInstance();
    else this.#endWait(place, position);
    this.#doInstantJobs();
  }

  finish(place: Place | null, placeOf: (json: string, waits: Wait[]) => Place): Leaf {
    const state = this.#expectState();
    const { lifecycle } = state;
    const openings = this.#openings();
    const { json, waits } = canonicalise(state);
    const next = placeOf(
      json,
      waits.map((wait) => ({ ...wait, key: wait.canonicalKey })),
    );
    const before = new Map(place?.waits.map((wait, index) => [wait.key, index]));
    const carried = Int16Array.from(waits, ({ key }) => before.get(key) ?? -1);
    const positions = new Map(waits.map((wait, index) => [wait.key, index]));
    const effects = this.#log.flatMap((event): Effect[] => {
      if (event.event === 'handle')
        return [{ kind: 'handle', handler: event.handler, variables: event.variables }];
      const key = openedKey(event);
      const opening = key === null ? undefined : openings.get(key);
      const at = key === null ? undefined : positions.get(key);
      return opening && at !== undefined ? [{ kind: 'open', position: at, opening }] : [];
    });
    const ids = (kind: 'completed' | 'taken'): string[] =>
      this.#log.flatMap((event) => (event.event === kind ? [event.element] : []));
    const incidents = this.#log.flatMap((event) =>
      event.event === 'incident'
        ? [{ element: event.element, code: event.code, message: event.message }]
        : [],
    );
    return {
      place: next,
      carried,
      effects,
      lifecycle,
      completed: ids('completed'),
      taken: ids('taken'),
      incidents: [...incidents, ...this.#problems],
      hits: 0,
    };
  }

  // commands /////////////////////////////////////////////////////////

  #startInstance(): void {
    const { processId, startElementId, kinds } = this.#rules;
    const { variables } = this.#outcomeOf(processId, kinds);
    const options = { processId, variables, ...(startElementId === null ? {} : { startElementId }) };
    const { state, events } = startInstance(this.#graph, options, canonicalNow, this.#options);
    this.#state = state;
    this.#record(events);
  }

  #endWait(place: Place, position: number): void {
    const wait = place.waits[position];
    if (!wait) throw new Error(`Expected a wait at position ${position}, but there is none`);
    const state = JSON.parse(place.json) as InstanceState;
    this.#state = state;
    const { key } = wait;
    switch (wait.kind) {
      case 'userTask': {
        const { variables } = this.#outcomeOf(wait.elementId, this.#rules.outcomesOf(wait.elementId, null));
        this.#apply({ kind: 'completeUserTask', key, variables, actor: null });
        return;
      }
      case 'job':
        this.#endJob(key, {}, false);
        return;
      case 'message': {
        const { variables } = this.#outcomeOf(wait.elementId, this.#rules.outcomesOf(wait.elementId, null));
        this.#apply({ kind: 'correlateMessage', subscriptionKey: key, messageId: 'simulated', variables });
        return;
      }
      case 'signal': {
        const { variables } = this.#outcomeOf(wait.elementId, this.#rules.outcomesOf(wait.elementId, null));
        this.#apply({ kind: 'broadcastSignal', name: wait.name ?? '', variables });
        return;
      }
      case 'timer': {
        const timer = state.timers[key];
        if (timer) timer.dueAt = canonicalNow;
        this.#firedTimer = wait.elementId;
        this.#apply({ kind: 'fireTimers' });
      }
    }
  }

  /** The oldest first; what they set off may open further ones. */
  #doInstantJobs(): void {
    const state = this.#expectState();
    for (let done = 0; state.lifecycle === 'active'; done++) {
      const job = Object.values(state.jobs).find((it) => this.#rules.isInstant(subjectOf(it), it.type));
      if (!job) return;
      if (done >= instantJobsAtMost) {
        const message = `Expected the instance to come to rest within ${instantJobsAtMost} jobs, but it did not`;
        this.#problems.push({ element: job.elementId, code: 'ENDLESS_LOOP', message });
        return;
      }
      this.#endJob(job.key, this.#jobVariables.get(job.key) ?? {}, true);
    }
  }

  /** `handles`: of a job that takes time the simulation calls the handler itself. */
  #endJob(key: string, visible: Variables, handles: boolean): void {
    const job = this.#expectState().jobs[key];
    if (!job) throw new Error(`Expected an open job ${key}, but there is none`);
    const outcome = this.#outcomeOf(job.elementId, this.#rules.outcomesOf(subjectOf(job), job.type));
    const handler = this.#rules.handlers[job.type];
    if (outcome.error !== undefined) {
      const { error: code, variables } = outcome;
      this.#apply({ kind: 'throwJobError', key, code, message: '', variables });
      return;
    }
    if (handler && handles) this.#log.push({ event: 'handle', handler, variables: visible });
    this.#apply({ kind: 'completeJob', key, variables: { ...outcome.variables, ...handler?.answer } });
  }

  #outcomeOf(elementId: string, outcomes: readonly Outcome[]): Outcome {
    const [first] = outcomes;
    if (!first) return { weight: 1, variables: {} };
    if (outcomes.length === 1) return first;
    const weights = cumulative(outcomes.map((outcome) => outcome.weight));
    return outcomes[this.#decide({ element: elementId, kind: 'outcome', weights })] ?? first;
  }

  #apply(command: Command): void {
    const state = this.#expectState();
    const result = applyCommand(this.#graph, state, command, canonicalNow, this.#options);
    if ('rejection' in result) throw new Error(result.rejection.message);
    this.#state = result.state;
    this.#record(result.events);
  }

  // what happened ////////////////////////////////////////////////////

  #record(events: readonly EngineEvent[]): void {
    for (const event of events) {
      this.#log.push(event);
      if (event.event === 'jobOpened') this.#jobVariables.set(event.job.key, event.job.variables);
    }
  }

  /** By key. */
  #openings(): Map<string, Opening> {
    const openings = new Map<string, Opening>();
    for (const event of this.#log) {
      const opening = openingOf(event, this.#firedTimer);
      const key = event.event === 'handle' ? null : openedKey(event);
      if (key !== null && opening) openings.set(key, opening);
    }
    return openings;
  }

  #expectState(): InstanceState {
    if (!this.#state) throw new Error('Expected the instance to have started, but it has not');
    return this.#state;
  }
}

function count({ hits, completed, taken }: Leaf, counts: Map<string, number>): void {
  for (const id of completed) counts.set(id, (counts.get(id) ?? 0) + hits);
  for (const id of taken) counts.set(id, (counts.get(id) ?? 0) + hits);
}

/** Whose scenario a job follows: a listener's job is none of its element's own. */
const subjectOf = ({ elementId, listener }: Pick<Job, 'elementId' | 'listener'>): string =>
  listener === undefined ? elementId : '';

/** Puts the leaf where these choices lead. */
function graft(
  root: Branch | undefined,
  choices: readonly Choice[],
  made: readonly number[],
  leaf: Leaf,
): Branch {
  const [first, ...rest] = choices;
  if (!first) return leaf;
  const fork: Fork = root && 'ways' in root ? root : { choice: first, ways: [] };
  const way = made[0] ?? 0;
  fork.ways[way] = graft(fork.ways[way], rest, made.slice(1), leaf);
  return fork;
}

function openedKey(event: EngineEvent | { event: 'handle' }): string | null {
  switch (event.event) {
    case 'userTaskOpened':
      return event.task.key;
    case 'jobOpened':
      return event.job.key;
    case 'messageSubscribed':
    case 'signalSubscribed':
      return event.subscription.key;
    case 'timerStarted':
      return event.key;
    default:
      return null;
  }
}

function openingOf(event: EngineEvent | { event: 'handle' }, firedTimer: string | null): Opening | null {
  const nothing = {
    dueAt: null,
    repeats: false,
    candidateGroups: [],
    jobType: null,
    isListener: false,
    variables: {},
  };
  switch (event.event) {
    case 'userTaskOpened': {
      const { elementId, dueAt, candidateGroups } = event.task;
      return { ...nothing, kind: 'userTask', elementId, dueAt, candidateGroups };
    }
    case 'jobOpened': {
      const { elementId, type, variables } = event.job;
      const isListener = event.job.listener !== undefined;
      return { ...nothing, kind: 'job', elementId, jobType: type, isListener, variables };
    }
    case 'messageSubscribed':
      return { ...nothing, kind: 'message', elementId: event.subscription.elementId };
    case 'signalSubscribed':
      return { ...nothing, kind: 'signal', elementId: event.subscription.elementId };
    case 'timerStarted': {
      const { element: elementId, dueAt } = event;
      return { ...nothing, kind: 'timer', elementId, dueAt, repeats: elementId === firedTimer };
    }
    default:
      return null;
  }
}
