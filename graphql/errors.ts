/**
 * What the API refuses and why. Services throw these; the error plugin turns them into GraphQL errors in the caller's language,
 * with `extensions.code` and `extensions.path`. Everything else that is thrown is a bug or an outage and is masked.
 */
import type { Bilingual } from '../engine/index.ts';

export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'TASK_NOT_OPEN',
  'CONFLICT',
  'RATE_LIMITED',
  'TOO_COMPLEX',
  'UNAVAILABLE',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly text: Bilingual;
  /** The offending input field, dotted from the argument: "input.fileIds.0". */
  readonly path: string | undefined;

  constructor(code: ErrorCode, text: Bilingual, path?: string) {
    super(text.en);
    this.name = 'ApiError';
    this.code = code;
    this.text = text;
    this.path = path;
  }
}

export function unauthenticated(): ApiError {
  return new ApiError('UNAUTHENTICATED', { vi: 'Bạn cần đăng nhập.', en: 'You need to sign in.' });
}

export function forbidden(): ApiError {
  return new ApiError('FORBIDDEN', {
    vi: 'Bạn không có quyền thực hiện thao tác này.',
    en: 'You are not allowed to do this.',
  });
}

/** Also for what exists but may not be seen: the answer never tells which. */
export function notFound(what: Bilingual): ApiError {
  return new ApiError('NOT_FOUND', {
    vi: `Không tìm thấy ${what.vi}.`,
    en: `There is no such ${what.en}.`,
  });
}

export function badInput(path: string, text: Bilingual): ApiError {
  return new ApiError('BAD_USER_INPUT', text, path);
}

/**
 * Several refusals at once: each becomes an error of its own in the response. No AggregateError, of which GraphQL executors
 * pass on only the first where a field cannot be null.
 */
export class Refusals extends Error {
  readonly refusals: readonly ApiError[];

  constructor(refusals: readonly ApiError[]) {
    super(refusals.map(({ message }) => message).join(' '));
    this.name = 'Refusals';
    this.refusals = refusals;
  }
}

/** @throws unless there are none */
export function refuseAll(refusals: readonly ApiError[]): void {
  if (refusals.length > 0) throw new Refusals(refusals);
}

export const names = {
  document: { vi: 'văn bản', en: 'document' },
  file: { vi: 'tệp', en: 'file' },
  task: { vi: 'công việc', en: 'task' },
  instance: { vi: 'lượt chạy quy trình', en: 'process instance' },
  definition: { vi: 'quy trình', en: 'process definition' },
  incident: { vi: 'sự cố', en: 'incident' },
  batch: { vi: 'đợt xử lý hàng loạt', en: 'batch' },
} as const satisfies Record<string, Bilingual>;
