import { CancellationScope, patched, scheduleLocalActivity, workflowInfo } from '@temporalio/workflow';
import type {
  CommitInput,
  CommitResult,
  Fault,
  RecordedActivation,
  RecordedCommand,
  StartCommand,
} from '../activities/projection/contract.ts';
import {
  addDuration,
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  expectKnownFlags,
  hasItemsToBegin,
  type InstanceState,
  isSuspended,
  type Job,
  type KeptCommand,
  liveInstances,
  nextDueAt,
  type Oracle,
  parseDuration,
  type Rejection,
} from '../engine/index.ts';
import { ExternalJobs } from './external-jobs.ts';
import { InstanceTimer, patienceOf } from './instance-timer.ts';
import type { ProcessInstanceInput } from './messages.ts';
import { begin, commandsOf, hasJobs, insteadOf, limits, standing, startCommandOf } from './next-commit.ts';
import { hashesOf } from './recorded-state.ts';

/** The projection is repeated until it succeeds: while the database is away, instances wait. */
const commitOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '100 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
} as const;

/** What a runner takes from its surroundings. Tests that drive an instance by a script put others in their place. */
export interface Surroundings {
  /** Epoch milliseconds. */
  now(): number;
  /** Due times after this are not waited for. */
  horizon(): number;
  /** Told when a due time was waited for. */
  onDue(dueAt: number): void;
  /** Whether jobs outside of the database are run as activities. */
  runsExternalJobs: boolean;
  /** How many of them may run at once now. */
  roomForJobs(state: InstanceState): number;
  /** Answers in place of data, for models without any; null where everything is evaluated. Asked anew for what is done once more. */
  oracle: Oracle | null;
}

export const workflowSurroundings: Surroundings = {
  now: () => Date.now(),
  horizon: () => Number.POSITIVE_INFINITY,
  onDue: () => undefined,
  runsExternalJobs: true,
  roomForJobs: () => Number.POSITIVE_INFINITY,
  oracle: null,
};

/** A command that was given to the engine, and whether it was refused: at once, or when it had to be given again. */
export interface Applied extends RecordedCommand {
  rejection: Rejection | null;
}

/**
 * Drives one instance: gives commands to the engine, which answers at once, and then lets it settle: what happened is
 * projected, jobs of the same transaction are run, until only waiting is left.
 */
export class InstanceRunner {
  readonly #instanceId = workflowInfo().workflowId;
  readonly #input: ProcessInstanceInput;
  #graph: ExecutableGraph;
  /** Where the run began. */
  #firstGraph: ExecutableGraph;
  /** Those that the instance goes by, has gone by, or may be migrated to, by hash. */
  readonly #graphs = new Map<string, ExecutableGraph>();
  readonly #surroundings: Surroundings;
  readonly #timer: InstanceTimer;
  readonly #externalJobs: ExternalJobs;
  /** Outside of Temporal's own cancellation: an instance ends by its commands alone. */
  readonly #scope = new CancellationScope({ cancellable: false });

  #state: InstanceState;
  /** Where the run began when it continues another, as JSON. */
  readonly #origin: string | null;
  /** What was done since then, up to the last commit: with these an earlier state is computed again, which is rare. */
  readonly #log: RecordedCommand[] = [];
  #committedSequence: number;
  /** Since the last commit. */
  #applied: Applied[] = [];
  #events: EngineEvent[] = [];
  #checkRequested = false;
  /** Bugs noticed since the last commit. */
  #faults: NoticedFault[] = [];
  /** How many commands were tried: faults are remembered by number. */
  #tried = 0;
  /** The database has refused what was last to be committed, and that was undone. */
  #isUndone = false;
  #busy = false;
  #settling: Promise<void> = Promise.resolve();

  constructor(
    input: ProcessInstanceInput,
    graph: ExecutableGraph,
    surroundings: Surroundings = workflowSurroundings,
  ) {
    this.#input = input;
    this.#graph = graph;
    this.#firstGraph = graph;
    this.know(graph);
    this.#surroundings = surroundings;
    this.#timer = new InstanceTimer(
      this.#scope,
      (dueAt) => {
        surroundings.onDue(dueAt);
        this.#advance({ kind: 'fireTimers' });
      },
      input.timersAreSwept ? patienceOf(this.#instanceId) : 0,
    );
    this.#externalJobs = new ExternalJobs(
      this.#instanceId,
      this.#scope,
      (command) => this.#advance(command),
      () => void this.settle(),
      surroundings.roomForJobs,
      (job) => backOffOf(this.#graph, job),
    );
    if (input.continued) {
      expectKnownFlags(input.continued.flags ?? []);
      this.#state = input.continued;
      this.#origin = JSON.stringify(input.continued);
      this.#committedSequence = input.continued.sequence;
      if (input.answered) {
        // before anything is begun outside, the database is asked whether this is still where it stands
        this.#checkRequested = true;
        this.#react(input.answered);
      }
    } else {
      this.#origin = null;
      this.#committedSequence = 0;
      this.#state = this.#begin(startCommandOf(input));
    }
  }

  /** Read it, never write to it. */
  get state(): InstanceState {
    return this.#state;
  }

  /** The definition that it goes by. */
  get graph(): ExecutableGraph {
    return this.#graph;
  }

  /** A definition that the instance may be migrated to. */
  know(graph: ExecutableGraph): void {
    this.#graphs.set(graph.hash, graph);
  }

  /** Nothing is under way but waiting: for people, messages, due times, external jobs. */
  get settled(): boolean {
    return !this.#busy;
  }

  /** External jobs under way. */
  get runningJobs(): number {
    return this.#externalJobs.running;
  }

  /** Those that wait until others have ended. */
  get waitingJobs(): number {
    if (!this.#surroundings.runsExternalJobs || isSuspended(this.#state)) return 0;
    return this.#externalJobs.waiting(this.#state);
  }

  /** Gives a command to the engine. What comes of it is projected by the next `settle`. */
  apply(command: Command, id: string | null = null): Applied {
    const applied: Applied = { id, at: this.#surroundings.now(), command, rejection: null };
    this.#try(applied);
    return applied;
  }

  /** Resolves when everything that was applied is projected and nothing is left to do at once. */
  settle(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      this.#settling = this.#settle();
    }
    return this.#settling;
  }

  /** As `settle`, and at least once asks the database whether it knows of more. What nobody has fired, though it is due, it fires. */
  check(): Promise<void> {
    this.#checkRequested = true;
    return this.#input.timersAreSwept ? this.#settleDue() : this.settle();
  }

  async #settleDue(): Promise<void> {
    await this.settle();
    const dueAt = nextDueAt(this.#state);
    if (dueAt === null || dueAt > this.#surroundings.now()) return;
    this.apply({ kind: 'fireTimers' });
    await this.settle();
  }

  // engine //////////////////////////////////////////////////////////////////////////////////////////

  /** Begins the instance, and notes what came of it. */
  #begin(command: StartCommand): InstanceState {
    const at = this.#surroundings.now();
    const { oracle } = this.#surroundings;
    const beginAs = (as: StartCommand): InstanceState => {
      const { state, events } = begin(this.#graph, as, at, oracle);
      this.#record(events);
      this.#applied.push({ id: null, at, command: as, rejection: null });
      return state;
    };
    let state: InstanceState | undefined;
    const fault = this.#attempt(command.kind, () => {
      state = beginAs(command);
    });
    if (fault) this.#faults.push({ fault, holds: true, kept: null, applied: null });
    return state ?? beginAs({ ...command, isHeld: true });
  }

  /** One by one: there may be more than fit on the stack. */
  #record(events: EngineEvent[]): void {
    for (const event of events) this.#events.push(event);
  }

  #give(applied: Applied): void {
    const { command, at } = applied;
    const { oracle } = this.#surroundings;
    if (command.kind === 'start') {
      this.#state = begin(this.#graph, command, at, oracle).state;
      this.#applied.push(applied);
      return;
    }
    const graphs = (hash: string) => this.#graphs.get(hash);
    const result = applyCommand(this.#graph, this.#state, command, at, { oracle, limits, graphs });
    if ('rejection' in result) {
      const instead = insteadOf(command, result.rejection);
      if (instead) this.#give(Object.assign(applied, { command: instead }));
      else applied.rejection = result.rejection;
      return;
    }
    applied.rejection = null;
    this.#state = result.state;
    if (result.graph) this.#graph = result.graph;
    this.#record(result.events);
    this.#applied.push(applied);
  }

  /** As `#give`, but where the engine throws, what it began is undone, and the instance is held. */
  #try(applied: Applied): void {
    const { command, id } = applied;
    const fault = this.#attempt(
      command.kind,
      () => this.#give(applied),
      () => this.#restore(),
    );
    if (fault === null) return;
    const kept = isKept(command) ? command : null;
    // what is asked again is refused; one who resumes an instance that is held has been told that it is
    const holds = kept !== null || id === null || !isSuspended(this.#state);
    if (kept === null) applied.rejection = { code: 'INTERNAL', message: fault.message };
    this.#faults.push({ fault, holds, kept, applied });
  }

  /**
   * Does what may throw. That it did is remembered in history: a later version, in which it would not, replays what has happened.
   * @returns the fault, or null
   */
  #attempt(command: string, act: () => void, undo: () => void = () => undefined): Fault | null {
    this.#tried++;
    const name = `fault-${this.#tried}`;
    if (workflowInfo().unsafe.isReplaying && patched(name)) return { command, message: '', stack: '' };
    try {
      act();
      return null;
    } catch (error) {
      patched(name);
      undo();
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { command, message, stack };
    }
  }

  /** The state as it was before the command that failed in the midst. */
  #restore(): void {
    const events = this.#events;
    const applied = this.#applied;
    this.#events = [];
    this.#goBack();
    for (const done of applied) this.#give(done);
    this.#events = events;
    this.#applied = applied;
  }

  #hold(message: string, kept: KeptCommand | null): void {
    const command: Command = { kind: 'hold', message, command: kept };
    this.#give({ id: null, at: this.#surroundings.now(), command, rejection: null });
  }

  /** A command of the instance's own. Where it is refused, its occasion has passed. */
  #advance(command: Command): void {
    this.apply(command);
    void this.settle();
  }

  // settling ////////////////////////////////////////////////////////////////////////////////////////

  async #settle(): Promise<void> {
    try {
      for (;;) {
        if (this.#isQuiet) {
          if (hasItemsToBegin(this.#state)) {
            this.apply({ kind: 'beginItems' });
            continue;
          }
          // those of a suspended instance that run already end by themselves: what they bring is kept
          if (this.#surroundings.runsExternalJobs && !isSuspended(this.#state))
            this.#externalJobs.reconcile(this.#state);
          this.#armTimer();
          return;
        }
        this.#checkRequested = false;
        await this.#commit();
      }
    } finally {
      this.#busy = false;
    }
  }

  get #isQuiet(): boolean {
    const isProjected = this.#events.length === 0 && this.#faults.length === 0;
    return isProjected && !hasJobs(this.#state) && !this.#checkRequested;
  }

  #armTimer(): void {
    const { now, horizon } = this.#surroundings;
    const dueAt = nextDueAt(this.#state);
    const isAwaited = dueAt !== null && dueAt <= horizon();
    this.#timer.arm(isAwaited ? dueAt : null, now());
  }

  async #commit(): Promise<void> {
    const events = this.#events;
    const applied = this.#applied;
    const faults = this.#faults;
    this.#events = [];
    this.#applied = [];
    this.#faults = [];
    const at = this.#surroundings.now();
    const now = standing(this.#state);
    const input: CommitInput = {
      instanceId: this.#instanceId,
      agencyCode: this.#input.agencyCode,
      taxCode: this.#input.taxCode,
      after: this.#committedSequence,
      at,
      commands: applied.map(recorded),
      events,
      ...now,
      // a large variable is not written again with every step
      ...(changesVariables(events, this.#state.rootKey) ? {} : { variables: null }),
      ...(faults.length > 0 ? { faults: faults.map(({ fault }) => fault) } : {}),
      ...(now.jobs.length > 0 && isSmall(this.#state)
        ? { chain: { hash: this.#graph.hash, state: JSON.stringify(this.#state) } }
        : {}),
    };
    const result = await this.#scope.run(() =>
      scheduleLocalActivity<CommitResult>('commit', [input], commitOptions),
    );
    if (result.ahead) {
      this.#faults = [...faults, ...this.#faults];
      const migrations = hashesOf(result.ahead.flatMap(({ commands }) => commands));
      for (const hash of new Set(migrations)) if (!this.#graphs.has(hash)) await this.#fetch(hash);
      this.#takeOver(result.ahead, [...applied, ...this.#applied]);
      return;
    }
    if (result.impossible !== undefined) {
      this.#faults = [...faults, ...this.#faults];
      this.#undo(applied, result.impossible);
      return;
    }
    this.#isUndone = false;
    // a command is recorded beside the first event that came of it, or of one after it
    if (events.length === 0) this.#applied = [...applied, ...this.#applied];
    else {
      const times = timesOf(result, applied);
      if (times) this.#correct(applied, times);
      else for (const command of input.commands) this.#log.push(command);
    }
    this.#committedSequence = events.at(-1)?.sequence ?? this.#committedSequence;
    if (result.followed) this.#follow(result.followed, result.times?.[0] ?? at);
    this.#react(result);
    for (const [index, noticed] of faults.entries()) {
      const message = result.faults?.[index] ?? noticed.fault.message;
      if (noticed.applied?.rejection) noticed.applied.rejection = { code: 'INTERNAL', message };
      if (noticed.holds) this.#hold(message, noticed.kept);
    }
  }

  /** Does what was committed again, at the times at which it was done when it was. */
  #correct(committed: Applied[], times: number[]): void {
    const later = this.#applied;
    this.#goBack();
    for (const [index, { id, command, at }] of committed.entries())
      this.#give({ id, at: times[index] ?? at, command, rejection: null });
    this.#keepAsCommitted();
    // not tried: they were, and faults are remembered by number
    for (const applied of later) this.#give(applied);
  }

  /** The database refuses what was to be committed, for good: it is as if the engine had thrown at it. */
  #undo(applied: Applied[], message: string): void {
    if (this.#isUndone) throw new Error(message);
    this.#isUndone = true;
    const later = this.#applied;
    this.#goBack();
    const kept: KeptCommand[] = [];
    for (const undone of applied) {
      const { command, at } = undone;
      if (command.kind === 'start') {
        const held: StartCommand = { ...command, isHeld: true };
        const { state, events } = begin(this.#graph, held, at);
        this.#state = state;
        this.#record(events);
        this.#applied.push({ id: null, at, command: held, rejection: null });
      } else if (isKept(command)) kept.push(command);
      else undone.rejection = { code: 'INTERNAL', message };
    }
    this.#hold(message, kept[0] ?? null);
    for (const command of kept.slice(1))
      this.#try({ id: null, at: this.#surroundings.now(), command, rejection: null });
    for (const own of later) this.#try(own);
  }

  /** The worker's codec puts the definition in the place of the claim that is the answer. */
  async #fetch(hash: string): Promise<void> {
    const graph = await this.#scope.run(() =>
      scheduleLocalActivity<ExecutableGraph>('definition', [hash], commitOptions),
    );
    this.know(graph);
  }

  /**
   * What the transaction went on with is projected already: it is done here as well. What has come in meanwhile was applied to a
   * state that is out of date, and comes after it.
   */
  #follow(rounds: NonNullable<CommitResult['followed']>, at: number): void {
    // a copy: going back gives what was done before to the same list
    const own = [...this.#applied];
    if (own.length > 0) this.#goBack();
    this.#applied = [];
    for (const round of rounds) {
      for (const command of commandsOf(this.#state, round)) {
        this.#give({ id: null, at, command, rejection: null });
      }
    }
    this.#keepAsCommitted();
    for (const applied of own) this.#try(applied);
  }

  #react(answer: Pick<CommitResult, 'jobs' | 'messages'>): void {
    for (const command of commandsOf(this.#state, answer)) this.apply(command);
  }

  // taking over /////////////////////////////////////////////////////////////////////////////////////

  /**
   * The database knows of activations that Temporal has lost. They have taken effect (numbers are taken, people have seen
   * them), so they count: go back to the last commit that both know, do what was done then, and give the commands of this
   * run after it. One that was among them is done; one that no longer fits is refused.
   */
  #takeOver(activations: RecordedActivation[], own: Applied[]): void {
    const commands = activations.flatMap((activation) => activation.commands);
    // one that was started again by its latest definition may have begun by another
    const [first] = hashesOf([...this.#log, ...commands]);
    if (first !== undefined) this.#firstGraph = this.#graphs.get(first) ?? this.#firstGraph;
    this.#goBack();
    this.#applied = [];
    const known = new Set<string>();
    for (const { id, at, command } of commands) {
      this.#give({ id, at, command, rejection: null });
      if (id !== null) known.add(id);
    }
    this.#keepAsCommitted();
    const last = activations.at(-1);
    if (last) this.#react(last);
    for (const applied of own) {
      const isDone = applied.command.kind === 'start' || (applied.id !== null && known.has(applied.id));
      if (!isDone) this.#try(applied);
    }
  }

  /** To the last commit: what was applied since is forgotten. */
  #goBack(): void {
    this.#graph = this.#firstGraph;
    // lists of its own: whoever goes back may hold those that were there
    this.#applied = [];
    if (this.#origin !== null) this.#state = JSON.parse(this.#origin);
    for (const applied of this.#log) this.#give({ ...applied, rejection: null });
    this.#applied = [];
    this.#events = [];
  }

  /** What was done since the last commit is projected already. */
  #keepAsCommitted(): void {
    for (const applied of this.#applied) this.#log.push(recorded(applied));
    this.#events = [];
    this.#applied = [];
    this.#committedSequence = this.#state.sequence;
  }
}

// helpers ////////////////////////////////////////////////////////////

/** Times of what was committed, where they are others than those that the workflow has now. */
function timesOf({ times }: CommitResult, applied: Applied[]): number[] | null {
  if (!times) return null;
  const [at = 0, ...each] = times;
  const given = applied.map((_, index) => each[index] ?? at);
  return given.every((time, index) => time === applied[index]?.at) ? null : given;
}

/** A task that is open again takes back what was set since. */
const changesVariables = (events: EngineEvent[], rootKey: string): boolean =>
  events.some(
    (event) => (event.event === 'variable' && event.scope === rootKey) || event.event === 'userTaskReopened',
  );

interface NoticedFault {
  fault: Fault;
  /** Whether the instance is held by it. */
  holds: boolean;
  /** What is done again when it goes on. */
  kept: KeptCommand | null;
  /** Whom it was to answer. */
  applied: Applied | null;
}

/** Who brought these does not ask again. */
function isKept(command: Applied['command']): command is KeptCommand {
  return keptKinds.has(command.kind);
}

const keptKinds: ReadonlySet<string> = new Set<KeptCommand['kind']>([
  'completeJob',
  'failJob',
  'throwJobError',
  'correlateMessage',
  'broadcastSignal',
]);

const recorded = ({ id, at, command }: Applied): RecordedCommand => ({ id, at, command });

/** Beyond this it is cheaper to let the workflow follow than to hand the whole state over. */
const fewInstances = 200;

const isSmall = (state: InstanceState): boolean => liveInstances(state) <= fewInstances;

/** Milliseconds: what the model says (task header `retryBackOff`, ISO 8601), else what the job declares, else a second. */
function backOffOf({ jobTypes }: ExecutableGraph, { type, headers }: Job): number {
  const drawn = headers.retryBackOff ? parseDuration(headers.retryBackOff) : null;
  return Math.max(1, drawn ? addDuration(0, drawn) : (jobTypes[type]?.backOff ?? 1_000));
}
