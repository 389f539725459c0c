import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  scheduleActivity,
} from '@temporalio/workflow';
import type { BpmnErrorDetail, ExternalJobInput, ResultField } from '../activities/projection/contract.ts';
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
/** A worker that dies is noticed after this time: running jobs report themselves more often. */
const heartbeatTimeout = '20 seconds';

/**
 * Jobs with effects outside of the database: each is an ordinary activity named after the job's type, cancelled when its
 * element is terminated.
 */
export class ExternalJobs {
  readonly #instanceId: string;
  readonly #parent: CancellationScope;
  readonly #onDone: (command: Command) => void;
  readonly #room: (state: InstanceState) => number;
  readonly #backOff: (job: Job) => number;
  #started = 0;
  readonly #running = new Map<string, CancellationScope>();

  /**
   * @param onDone takes the job's outcome as the command that the engine is to be given
   * @param backOff milliseconds before the second attempt; four times as long before each further one
   * @param room how many jobs may run at once; those beyond wait in their order
   */
  constructor(
    instanceId: string,
    parent: CancellationScope,
    onDone: (command: Command) => void,
    room: (state: InstanceState) => number,
    backOff: (job: Job) => number,
  ) {
    this.#backOff = backOff;
    this.#instanceId = instanceId;
    this.#parent = parent;
    this.#onDone = onDone;
    this.#room = room;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Starts what is open and not running, as far as there is room; cancels what is running and no longer open. */
  reconcile(state: InstanceState): void {
    const open = openJobKeys(state, 'external');
    for (const [key, scope] of this.#running)
      if (!open.has(key)) {
        this.#running.delete(key);
        scope.cancel();
      }
    const room = this.#room(state);
    if (open.size === this.#running.size || this.#running.size >= room) return;
    for (const key of open) {
      if (this.#running.has(key)) continue;
      const job = openJob(state, key);
      if (job) this.#start(job);
      if (this.#running.size >= room) return;
    }
  }

  #start(job: Job): void {
    const { key } = job;
    const input: ExternalJobInput = {
      id: `${this.#instanceId}:${key}`,
      instanceId: this.#instanceId,
      elementId: job.elementId,
      headers: job.headers,
      variables: job.variables,
      now: Date.now(),
      ...(job.listener ? { listener: job.listener } : {}),
    };
    const scope = new CancellationScope({ cancellable: true, parent: this.#parent });
    this.#running.set(key, scope);
    const foreign = foreignJob(job.type);
    const address = foreign
      ? { taskQueue: foreign.taskQueue, activityId: foreignActivityId(key, this.#started++) }
      : { heartbeatTimeout };
    scope
      .run(() =>
        scheduleActivity<Variables>(foreign?.activity ?? job.type, [input], {
          startToCloseTimeout,
          ...address,
          retry: {
            maximumAttempts: Math.max(1, job.retries),
            initialInterval: this.#backOff(job),
            backoffCoefficient: 4,
            maximumInterval: '5 minutes',
          },
        }),
      )
      .then(
        (answer) => this.#finish(key, scope, answerCommand(key, answer)),
        (error: unknown) => {
          if (!isCancellation(error)) this.#finish(key, scope, failureCommand(key, error));
        },
      );
  }

  #finish(key: string, scope: CancellationScope, command: Command): void {
    // A job that was terminated and cancelled may still answer: nobody waits for it.
    if (this.#running.get(key) !== scope) return;
    this.#running.delete(key);
    this.#onDone(command);
  }
}

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
