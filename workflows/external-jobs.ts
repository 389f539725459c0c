import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  scheduleActivity,
} from '@temporalio/workflow';
import type { BpmnErrorDetail, ExternalJobInput } from '../activities/projection/contract.ts';
import type { Command, Job, Variables } from '../engine/index.ts';

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
  readonly #running = new Map<string, CancellationScope>();

  /** @param onDone takes the job's outcome as the command that the engine is to be given */
  constructor(instanceId: string, parent: CancellationScope, onDone: (command: Command) => void) {
    this.#instanceId = instanceId;
    this.#parent = parent;
    this.#onDone = onDone;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Starts what is open and not running, cancels what is running and no longer open. */
  reconcile(open: Job[]): void {
    if (this.#running.size > 0) {
      const keys = new Set(open.map(({ key }) => key));
      for (const [key, scope] of this.#running)
        if (!keys.has(key)) {
          this.#running.delete(key);
          scope.cancel();
        }
    }
    for (const job of open) if (!this.#running.has(job.key)) this.#start(job);
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
    };
    const scope = new CancellationScope({ cancellable: true, parent: this.#parent });
    this.#running.set(key, scope);
    scope
      .run(() =>
        scheduleActivity<Variables>(job.type, [input], {
          startToCloseTimeout,
          heartbeatTimeout,
          retry: {
            maximumAttempts: Math.max(1, job.retries),
            initialInterval: '1 second',
            backoffCoefficient: 4,
            maximumInterval: '5 minutes',
          },
        }),
      )
      .then(
        (variables) => this.#finish(key, scope, { kind: 'completeJob', key, variables: variables ?? {} }),
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

/** The attempts are used up, or another would not help: a BPMN error, or an incident. */
function failureCommand(key: string, error: unknown): Command {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type === 'BPMN_ERROR') {
    const detail = cause.details?.[0] as BpmnErrorDetail;
    return { kind: 'throwJobError', key, ...detail };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return { kind: 'failJob', key, retries: 0, message };
}
