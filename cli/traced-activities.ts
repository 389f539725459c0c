/** The worker's side of a trace: what instances hand on (workflows/trace-context.ts) as spans. */
import type { Context } from '@temporalio/activity';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { ActivityInterceptors, InjectedSinks } from '@temporalio/worker';
import { traced } from '../activities/tracing.ts';
import { type TraceSinks, traceHeader } from '../workflows/trace-context.ts';

/** Every activity is a span. One without a message before it (a due time) begins a trace. */
export function tracedActivities({ info }: Context): ActivityInterceptors {
  return {
    inbound: {
      execute: ({ headers, ...input }, next) =>
        traced(
          `activity ${info.activityType}`,
          {
            parent: traceParent(headers[traceHeader]),
            attributes: {
              temporalWorkflowID: info.workflowExecution?.workflowId ?? '',
              'congvan.attempt': info.attempt,
            },
          },
          () => next({ headers, ...input }),
        ),
    },
  };
}

/**
 * The workflow task, as far as it can be seen: from when Temporal handed it out (by its clock) until the instance has decided what to
 * do, loading it from its history and the way to the sandbox and back included.
 */
export const traceSinks: InjectedSinks<TraceSinks> = {
  tracing: {
    decided: {
      fn: ({ workflowId, historyLength }, parent, message, since) =>
        void traced(
          `workflow task ${message}`,
          {
            parent: traceParent(parent),
            startedAt: since,
            attributes: { temporalWorkflowID: workflowId, 'congvan.history_events': historyLength },
          },
          async () => undefined,
        ),
      callDuringReplay: false,
    },
  },
};

/** Null for none, or for what is no text: headers come from whoever may write to Temporal. */
function traceParent(payload: Payload | undefined): string | null {
  if (!payload) return null;
  try {
    return String(defaultPayloadConverter.fromPayload(payload));
  } catch {
    return null;
  }
}
