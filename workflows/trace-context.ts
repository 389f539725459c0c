/**
 * Hands the trace of a message on to the activities that come of it. Nothing is read from a trace but by the worker's own process,
 * no command depends on it, and every call goes on in the same tick: what was recorded without traces is replayed unchanged, and
 * without a trace this costs a comparison.
 */
import {
  type Headers,
  type Payload,
  proxySinks,
  type Sinks,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';

/** Name of the header that holds a `traceparent` of W3C Trace Context. */
export const traceHeader = 'traceparent';

/** What the worker's process hears of (it runs after the activation, and never in a replay). */
export interface TraceSinks extends Sinks {
  tracing: {
    /**
     * The instance has done what a message asked for, and waits: for its transaction, or for good.
     * @param since when Temporal handed the workflow task out, epoch milliseconds
     */
    decided(parent: Payload, message: string, since: number): void;
  };
}

export const interceptors: WorkflowInterceptorsFactory = () => {
  /** Of what this activation is about: a message, or the answer of an activity. */
  let current: Payload | null = null;

  const take = (headers: Headers, message: string): void => {
    current = headers[traceHeader] ?? null;
    if (current !== null) proxySinks<TraceSinks>().tracing.decided(current, message, Date.now());
  };

  function handOn<Input extends { headers: Headers }>(
    input: Input,
    next: (input: Input) => Promise<unknown>,
  ): Promise<unknown> {
    if (current === null) return next(input);
    const carried = current;
    const answer = next({ ...input, headers: { ...input.headers, [traceHeader]: carried } });
    // before the one who waits for it goes on
    const again = () => {
      current = carried;
    };
    answer.then(again, again);
    return answer;
  }

  return {
    inbound: [
      {
        execute(input, next) {
          take(input.headers, 'start');
          return next(input);
        },
        handleUpdate(input, next) {
          take(input.headers, input.name);
          return next(input);
        },
        handleSignal(input, next) {
          take(input.headers, input.signalName);
          return next(input);
        },
      },
    ],
    outbound: [{ scheduleLocalActivity: handOn, scheduleActivity: handOn }],
    internals: [
      {
        activate(input, next) {
          current = null;
          return next(input);
        },
      },
    ],
  };
};
