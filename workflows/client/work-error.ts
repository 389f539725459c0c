/** Refusals and failures of the client side, by code; the API translates the codes. */
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { Bilingual, MigrationProblem } from '../../engine/index.ts';
import type { Refusal } from '../messages.ts';

export type WorkErrorCode = Refusal | 'UNAVAILABLE';

export class WorkError extends Error {
  override name = 'WorkError';
  readonly code: WorkErrorCode;
  /** The message for people, where the instance has told them why. */
  readonly text: Bilingual | null;
  /** Of a migration that is refused: what cannot go, and why. */
  readonly problems: MigrationProblem[] | null;
  constructor(
    code: WorkErrorCode,
    message: string,
    options: ErrorOptions & {
      text?: Bilingual | null | undefined;
      problems?: MigrationProblem[] | undefined;
    } = {},
  ) {
    super(message, options);
    this.code = code;
    this.text = options.text ?? null;
    this.problems = options.problems ?? null;
  }
}

const refusals: ReadonlySet<string> = new Set<Refusal>([
  'TASK_NOT_OPEN',
  'NOT_FOUND',
  'CONFLICT',
  'INVALID',
  'INTERNAL',
]);

/**
 * What a failed call to Temporal means. UNAVAILABLE: it may have taken effect or not, and can be repeated with the same key.
 * Anything that is not Temporal's is a bug and comes back as it is.
 */
export function workError(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    if (cause instanceof ApplicationFailure && cause.type && refusals.has(cause.type))
      return refusedBy(cause, error);
    return new WorkError('UNAVAILABLE', cause?.message ?? error.message, { cause: error });
  }
  if (error instanceof WorkflowNotFoundError)
    return new WorkError('NOT_FOUND', 'The instance is not running.', { cause: error });
  if (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof ServiceError ||
    isGrpcServiceError(error)
  )
    return new WorkError('UNAVAILABLE', 'Temporal cannot be reached at present.', { cause: error });
  return error;
}

/** @param refusal whose type is a Refusal (../requests.ts) */
export function refusedBy(refusal: ApplicationFailure, cause: unknown = refusal): WorkError {
  return new WorkError(refusal.type as Refusal, refusal.message, {
    cause,
    text: refusal.details?.[0] as Bilingual | null | undefined,
    problems: refusal.details?.[1] as MigrationProblem[] | undefined,
  });
}
