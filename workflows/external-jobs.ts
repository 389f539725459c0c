import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  scheduleActivity,
} from '@temporalio/workflow';
import type {
  BackOff,
  BpmnErrorDetail,
  ExternalJobInput,
  ResultField,
} from '../activities/projection/contract.ts';
import {
  type Command,
  foreignJob,
  type InstanceState,
  type Job,
  type JobResult,
  openJob,
  openJobKeys,
  type Variables,
} from '../engine/index.ts';
import { completion } from './next-commit.ts';

const resultField: ResultField = 'congvan:result';
/** No job may run longer in one attempt, whatever it declares; each keeps to its own limit within. */
const startToCloseTimeout = '1 hour';
/** Milliseconds: between a failure and the next attempt, where the first two are not further apart. */
const longestInterval = 5 * 60_000;
/** A worker that dies is noticed after this time: running jobs report themselves more often. */
const heartbeatTimeout = '20 seconds';
/**
 * How an attempt is made again that was lost with its worker or to a database that is away: within seconds of their return. After a failure
 * of the job's own the worker says how long to wait.
 */
const afterLoss = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '10 seconds',
} as const;
/** Attempts that may be lost beyond a job's own: a database may be away for an hour before there is an incident. */
const lostAttempts = 400;

/**
 * Jobs with effects outside of the database: each is an ordinary activity named after the job's type, cancelled when its
 * element is terminated.
 */
export class ExternalJobs {
  readonly #instanceId: string;
  readonly #parent: CancellationScope;
  readonly #onDone: (command: Command) => void;
  readonly #onEnded: () => void;
  readonly #room: (state: InstanceState) => number;
  readonly #backOff: (job: Job) => number;
  #started = 0;
  readonly #running = new Map<string, RunningJob>();

  /**
   * @param onDone takes the job's outcome as the command that the engine is to be given
   * @param onEnded told when a job is to be begun again
   * @param backOff milliseconds between the first failure and the next attempt; four times as long after each further one
   * @param room how many jobs may run at once; those beyond wait in their order
   */
  constructor(
    instanceId: string,
    parent: CancellationScope,
    onDone: (command: Command) => void,
    onEnded: () => void,
    room: (state: InstanceState) => number,
    backOff: (job: Job) => number,
  ) {
    this.#backOff = backOff;
    this.#instanceId = instanceId;
    this.#parent = parent;
    this.#onDone = onDone;
    this.#onEnded = onEnded;
    this.#room = room;
  }

  get running(): number {
    return this.#running.size;
  }

  /** How many could run, but do not. */
  waiting(state: InstanceState): number {
    const open = openJobKeys(state, 'external');
    let waiting = open.size;
    for (const key of this.#running.keys()) if (open.has(key)) waiting--;
    return waiting;
  }

  /** Starts what is open and not running, as far as there is room; cancels what is running and no longer open. */
  reconcile(state: InstanceState): void {
    const open = openJobKeys(state, 'external');
    // those of a suspended element that run already end by themselves: what they bring is kept
    for (const [key, running] of this.#running)
      if (!open.has(key) && !Object.hasOwn(state.jobs, key)) {
        this.#running.delete(key);
        running.scope.cancel();
      }
    if (open.size > 0) this.#renew(state);
    const room = this.#room(state);
    if (this.waiting(state) === 0 || this.#running.size >= room) return;
    for (const key of open) {
      if (this.#running.has(key)) continue;
      const job = openJob(state, key);
      if (job) this.#start(job);
      if (this.#running.size >= room) return;
    }
  }

  /**
   * Ends attempts that somebody does not want to wait for. One of ours has ended before the next begins, for both have one idempotency
   * key; others may never notice, and their next begins at once.
   */
  #renew(state: InstanceState): void {
    for (const [key, running] of this.#running) {
      const { renewed = 0 } = state.jobs[key] ?? {};
      if (running.renewed === renewed) continue;
      running.renewed = renewed;
      running.isEnding = !running.isForeign;
      if (running.isForeign) this.#running.delete(key);
      running.scope.cancel();
    }
  }

  #start(job: Job): void {
    const { key } = job;
    const foreign = foreignJob(job.type);
    const retries = Math.max(1, job.retries);
    const backOff = growing(this.#backOff(job));
    const input: ExternalJobInput = {
      id: `${this.#instanceId}:${key}`,
      instanceId: this.#instanceId,
      elementId: job.elementId,
      headers: job.headers,
      variables: job.variables,
      now: Date.now(),
      ...(job.listener ? { listener: job.listener } : {}),
      ...(foreign ? {} : { retries, backOff }),
    };
    const scope = new CancellationScope({ cancellable: true, parent: this.#parent });
    const running = { scope, renewed: job.renewed ?? 0, isForeign: foreign !== null, isEnding: false };
    this.#running.set(key, running);
    const address = foreign
      ? { taskQueue: foreign.taskQueue, activityId: foreignActivityId(key, this.#started++) }
      : { heartbeatTimeout, cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED };
    scope
      .run(() =>
        scheduleActivity<Variables>(foreign?.activity ?? job.type, [input], {
          startToCloseTimeout,
          ...address,
          retry: foreign
            ? { maximumAttempts: retries, ...backOff }
            : { maximumAttempts: retries + lostAttempts, ...afterLoss },
        }),
      )
      .then(
        (answer) => this.#finish(running, key, answerCommand(key, answer)),
        (error: unknown) => {
          if (running.isEnding) this.#finish(running, key, null);
          else if (!isCancellation(error)) this.#finish(running, key, failureCommand(key, error));
        },
      );
  }

  /** Null: its next attempt begins. */
  #finish(running: RunningJob, key: string, command: Command | null): void {
    // A job that was terminated and cancelled may still answer: nobody waits for it.
    if (this.#running.get(key) !== running) return;
    this.#running.delete(key);
    if (command) this.#onDone(command);
    else this.#onEnded();
  }
}

interface RunningJob {
  scope: CancellationScope;
  /** `Job.renewed` when this attempt began. */
  renewed: number;
  isForeign: boolean;
  /** Its next attempt begins when it has ended. */
  isEnding: boolean;
}

/** @param initialInterval milliseconds */
const growing = (initialInterval: number): BackOff => ({
  initialInterval,
  backoffCoefficient: 4,
  // Temporal refuses one that is shorter than the first
  maximumInterval: Math.max(initialInterval, longestInterval),
});

/** The codec knows by it that others read what it is given (client/history-codec.ts). */
function foreignActivityId(key: string, nth: number): string {
  return `queue:${key}:${nth}`;
}

function answerCommand(key: string, answer: Variables | null | undefined): Command {
  const { [resultField]: result, ...variables } = answer ?? {};
  return completion(key, variables, result as JobResult | undefined);
}

/** The attempts are used up, or another would not help: a BPMN error, or an incident. */
function failureCommand(key: string, error: unknown): Command {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type === 'BPMN_ERROR') {
    const {
      code = cause.message,
      message = cause.message,
      variables = {},
    } = (cause.details?.[0] ?? {}) as Partial<BpmnErrorDetail>;
    return { kind: 'throwJobError', key, code, message, variables };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return { kind: 'failJob', key, retries: 0, message };
}
