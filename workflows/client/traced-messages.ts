/** Between a client and an instance: each message is a span, and takes its trace along. */
import type { Headers, WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { type Span, traceContext, traced } from '../../activities/tracing.ts';
import { traceHeader } from '../trace-context.ts';

export const tracedMessages: WorkflowClientInterceptor = {
  startWithDetails: (input, next) =>
    sent(`start ${input.workflowType}`, input.options.workflowId, () =>
      next({ ...input, headers: withTrace(input.headers) }),
    ),
  startUpdate: (input, next) =>
    sent(`update ${input.updateName}`, input.workflowExecution.workflowId, async (span) => {
      const answer = await next({ ...input, headers: withTrace(input.headers) });
      failWith(span, answer.outcome);
      return answer;
    }),
  startUpdateWithStart: (input, next) =>
    sent(
      `start ${input.workflowType}, update ${input.updateName}`,
      input.workflowStartOptions.workflowId,
      async (span) => {
        const answer = await next({
          ...input,
          workflowStartHeaders: withTrace(input.workflowStartHeaders),
          updateHeaders: withTrace(input.updateHeaders),
        });
        failWith(span, answer.updateOutcome);
        return answer;
      },
    ),
  signal: (input, next) =>
    sent(`signal ${input.signalName}`, input.workflowExecution.workflowId, () =>
      next({ ...input, headers: withTrace(input.headers) }),
    ),
  signalWithStart: (input, next) =>
    sent(`start ${input.workflowType}, signal ${input.signalName}`, input.options.workflowId, () =>
      next({ ...input, headers: withTrace(input.headers) }),
    ),
};

function sent<T>(name: string, workflowId: string, work: (span: Span) => Promise<T>): Promise<T> {
  return traced(name, { kind: 'client', attributes: { temporalWorkflowID: workflowId } }, work);
}

function withTrace(headers: Headers): Headers {
  const context = traceContext();
  return context === null
    ? headers
    : { ...headers, [traceHeader]: defaultPayloadConverter.toPayload(context) };
}

/** A refusal is an answer too. */
function failWith(
  span: Span,
  outcome: { failure?: { applicationFailureInfo?: { type?: string | null } | null } | null } | undefined,
): void {
  if (outcome?.failure) span.fail(outcome.failure.applicationFailureInfo?.type || 'refused');
}
