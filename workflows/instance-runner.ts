import { CancellationScope, scheduleLocalActivity, workflowInfo } from '@temporalio/workflow';
import type {
  CommitInput,
  CommitResult,
  JobOutcome,
  RecordedActivation,
  RecordedCommand,
  StartCommand,
} from '../activities/projection/contract.ts';
import {
  activeElementIds,
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  nextDueAt,
  openJobs,
  processVariables,
  type Rejection,
  startInstance,
} from '../engine/index.ts';
import { ExternalJobs } from './external-jobs.ts';
import { InstanceTimer } from './instance-timer.ts';
import type { ProcessInstanceInput } from './messages.ts';

/** The projection is repeated until it succeeds: while the database is away, instances wait. */
const commitOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '100 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
} as const;

/** What is done and projected within a second: a workflow task must not take longer than two. */
const limits = { hops: 30_000, work: 300_000 };

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
}

const workflowSurroundings: Surroundings = {
  now: () => Date.now(),
  horizon: () => Number.POSITIVE_INFINITY,
  onDue: () => undefined,
  runsExternalJobs: true,
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
  readonly #graph: ExecutableGraph;
  readonly #surroundings: Surroundings;
  readonly #timer: InstanceTimer;
  readonly #externalJobs: ExternalJobs;
  /** Outside of Temporal's own cancellation: an instance ends by its commands alone. */
  readonly #scope = new CancellationScope({ cancellable: false });

  #state: InstanceState;
  /** The state at the last commit, as JSON; null before the first. */
  #committed: string | null;
  #committedSequence: number;
  /** Since the last commit. */
  #applied: Applied[] = [];
  #events: EngineEvent[] = [];
  #checkRequested = false;
  #busy = false;
  #settling: Promise<void> = Promise.resolve();

  constructor(
    input: ProcessInstanceInput,
    graph: ExecutableGraph,
    surroundings: Surroundings = workflowSurroundings,
  ) {
    this.#input = input;
    this.#graph = graph;
    this.#surroundings = surroundings;
    this.#timer = new InstanceTimer(this.#scope, (dueAt) => {
      surroundings.onDue(dueAt);
      this.#advance({ kind: 'fireTimers' });
    });
    this.#externalJobs = new ExternalJobs(this.#instanceId, this.#scope, (command) => this.#advance(command));
    if (input.continued) {
      this.#state = input.continued;
      this.#committed = JSON.stringify(input.continued);
      this.#committedSequence = input.continued.sequence;
    } else {
      this.#committed = null;
      this.#committedSequence = 0;
      const command: StartCommand = {
        kind: 'start',
        processId: input.processId,
        businessKey: input.businessKey,
        variables: input.variables,
        ...(input.startElementId === undefined ? {} : { startElementId: input.startElementId }),
      };
      const at = surroundings.now();
      const { state, events } = this.#start(command, at);
      this.#state = state;
      this.#record(events);
      this.#applied.push({ id: null, at, command, rejection: null });
    }
  }

  /** Read it, never write to it. */
  get state(): InstanceState {
    return this.#state;
  }

  /** Nothing is under way but waiting: for people, messages, due times, external jobs. */
  get settled(): boolean {
    return !this.#busy;
  }

  /** Whether nothing is running that another run would not take up from the state alone. */
  get canContinueAsNew(): boolean {
    return this.settled && this.#externalJobs.running === 0;
  }

  /** Gives a command to the engine. What comes of it is projected by the next `settle`. */
  apply(command: Command, id: string | null = null): Applied {
    const applied: Applied = { id, at: this.#surroundings.now(), command, rejection: null };
    this.#give(applied);
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

  /** As `settle`, and at least once asks the database whether it knows of more. */
  check(): Promise<void> {
    this.#checkRequested = true;
    return this.settle();
  }

  // engine //////////////////////////////////////////////////////////////////////////////////////////

  #start({ kind: _, businessKey, ...options }: StartCommand, at: number) {
    const named = { ...options, ...(businessKey === null ? {} : { businessKey }) };
    return startInstance(this.#graph, named, at, { limits });
  }

  /** One by one: there may be more than fit on the stack. */
  #record(events: EngineEvent[]): void {
    for (const event of events) this.#events.push(event);
  }

  #give(applied: Applied): void {
    const { command, at } = applied;
    if (command.kind === 'start') return;
    const result = applyCommand(this.#graph, this.#state, command, at, { limits });
    if ('rejection' in result) {
      applied.rejection = result.rejection;
      return;
    }
    applied.rejection = null;
    this.#state = result.state;
    this.#record(result.events);
    this.#applied.push(applied);
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
        const open = openJobs(this.#state);
        const transactional = open.filter(({ execution }) => execution === 'transactional');
        if (this.#events.length === 0 && transactional.length === 0 && !this.#checkRequested) {
          if (this.#surroundings.runsExternalJobs)
            this.#externalJobs.reconcile(open.filter(({ execution }) => execution === 'external'));
          this.#armTimer();
          return;
        }
        this.#checkRequested = false;
        await this.#commit(transactional);
      }
    } finally {
      this.#busy = false;
    }
  }

  #armTimer(): void {
    const { now, horizon } = this.#surroundings;
    const dueAt = nextDueAt(this.#state);
    const isAwaited = dueAt !== null && dueAt <= horizon();
    this.#timer.arm(isAwaited ? dueAt : null, now());
  }

  async #commit(jobs: CommitInput['jobs']): Promise<void> {
    const events = this.#events;
    const applied = this.#applied;
    this.#events = [];
    this.#applied = [];
    const state = JSON.stringify(this.#state);
    const input: CommitInput = {
      instanceId: this.#instanceId,
      agencyCode: this.#input.agencyCode,
      taxCode: this.#input.taxCode,
      after: this.#committedSequence,
      at: this.#surroundings.now(),
      commands: applied.map(({ id, at, command }) => ({ id, at, command })),
      events,
      lifecycle: lifecycle(this.#state),
      variables: processVariables(this.#state),
      activeElements: activeElementIds(this.#state),
      jobs,
    };
    const result = await this.#scope.run(() =>
      scheduleLocalActivity<CommitResult>('commit', [input], commitOptions),
    );
    if (result.ahead) {
      this.#takeOver(result.ahead, [...applied, ...this.#applied]);
      return;
    }
    this.#committed = state;
    this.#committedSequence = events.at(-1)?.sequence ?? this.#committedSequence;
    this.#react(result);
  }

  #react({ jobs, messages }: Pick<CommitResult, 'jobs' | 'messages'>): void {
    for (const outcome of jobs) this.apply(outcomeCommand(outcome, this.#retriesOf(outcome.key)));
    for (const message of messages) this.apply({ kind: 'correlateMessage', ...message });
  }

  #retriesOf(key: string): number {
    return openJobs(this.#state).find((job) => job.key === key)?.retries ?? 0;
  }

  // taking over /////////////////////////////////////////////////////////////////////////////////////

  /**
   * The database knows of activations that Temporal has lost. They have taken effect (numbers are taken, people have seen
   * them), so they count: go back to the last commit that both know, do what was done then, and give the commands of this
   * run after it. One that was among them is done; one that no longer fits is refused.
   */
  #takeOver(activations: RecordedActivation[], own: Applied[]): void {
    if (this.#committed !== null) this.#state = JSON.parse(this.#committed);
    const known = new Set<string>();
    for (const { id, at, command } of activations.flatMap(({ commands }) => commands)) {
      if (command.kind === 'start') this.#state = this.#start(command, at).state;
      else this.#give({ id, at, command, rejection: null });
      if (id !== null) known.add(id);
    }
    this.#events = [];
    this.#applied = [];
    this.#committed = JSON.stringify(this.#state);
    this.#committedSequence = this.#state.sequence;
    const last = activations.at(-1);
    if (last) this.#react(last);
    for (const applied of own) if (applied.id === null || !known.has(applied.id)) this.#give(applied);
  }
}

function outcomeCommand(outcome: JobOutcome, retries: number): Command {
  const { key } = outcome;
  switch (outcome.outcome) {
    case 'completed':
      return { kind: 'completeJob', key, variables: outcome.variables };
    case 'error': {
      const { code, message, variables } = outcome;
      return { kind: 'throwJobError', key, code, message, variables };
    }
    case 'failed':
      return {
        kind: 'failJob',
        key,
        retries: outcome.final ? 0 : Math.max(0, retries - 1),
        message: outcome.message,
      };
  }
}
