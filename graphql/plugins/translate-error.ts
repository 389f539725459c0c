/**
 * What the outside learns of an error: a code of the contract, a sentence in its language, the input field it is about.
 * Never a stack trace, never SQL: what is not ours is masked behind an id, under which the log has the whole of it.
 */
import { randomBytes } from 'node:crypto';
import { GraphQLError, type GraphQLErrorExtensions, type GraphQLErrorOptions } from 'graphql/index.js';
import type { Logger } from 'pino';
import type { Bilingual } from '../../engine/index.ts';
import { WorkError, type WorkErrorCode } from '../../workflows/client/index.ts';
import { ApiError, type ErrorCode, errorCodes, names, notFound, Refusals } from '../errors.ts';
import type { Language } from '../language.ts';
import { inputPath } from './input-path.ts';
import { isOutage } from './outage.ts';

/** One error may be several refusals. */
export function translateErrors(error: GraphQLError, language: Language, log: Logger): GraphQLError[] {
  const cause = originOf(error);
  const causes = cause instanceof Refusals ? cause.refusals : [cause];
  return causes.map((one) => translate(error, one, language, log));
}

function translate(error: GraphQLError, cause: unknown, language: Language, log: Logger): GraphQLError {
  if (cause instanceof ApiError) return located(error, cause.code, cause.text[language], cause.path);
  if (cause instanceof WorkError) {
    if (cause.code === 'UNAVAILABLE') log.warn({ error: cause.message }, 'running work cannot be reached');
    return located(
      error,
      codes[cause.code],
      textOf(cause)[language],
      cause.code === 'INVALID' ? 'input' : undefined,
    );
  }
  if (cause instanceof GraphQLError) return requestError(error);
  if (isOutage(cause)) {
    log.error({ err: cause }, 'a service cannot be reached');
    return located(error, 'UNAVAILABLE', outage[language]);
  }
  const id = randomBytes(5).toString('hex');
  log.error({ id, err: cause, path: error.path }, 'unexpected error');
  return located(error, 'UNAVAILABLE', masked(id)[language]);
}

/** The error as it was thrown, below the layers that add where it happened. */
function originOf(error: GraphQLError): unknown {
  let cause: unknown = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function located(error: GraphQLError, code: ErrorCode, message: string, path?: string): GraphQLError {
  const extensions: GraphQLErrorExtensions = { code, ...(path === undefined ? {} : { path }) };
  // An error of a field leaves an answer behind; one of the whole request is an error of HTTP as well.
  if (!error.path)
    extensions.http = { status: statuses[code] ?? 400, ...(headers[code] ? { headers: headers[code] } : {}) };
  return new GraphQLError(message, { ...placeOf(error), extensions });
}

/** Syntax, validation and coercion: the words are those of the GraphQL reference implementation. */
function requestError(error: GraphQLError): GraphQLError {
  const { message, extensions } = error;
  const known = errorCodes.find((code) => code === extensions.code);
  const path = inputPath(message);
  return new GraphQLError(message, {
    ...placeOf(error),
    extensions: {
      code: known ?? 'BAD_USER_INPUT',
      ...(path === null ? {} : { path }),
      http: extensions.http ?? { spec: true, status: 400 },
    },
  });
}

function placeOf({ nodes, source, positions, path }: GraphQLError): GraphQLErrorOptions {
  return { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
}

// ── Codes and texts ────────────────────────────────────────────────────────────────────────────

const codes: Readonly<Record<WorkErrorCode, ErrorCode>> = {
  TASK_NOT_OPEN: 'TASK_NOT_OPEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  INVALID: 'BAD_USER_INPUT',
  INTERNAL: 'CONFLICT',
  UNAVAILABLE: 'UNAVAILABLE',
};

const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

const headers: Partial<Record<ErrorCode, Record<string, string>>> = {
  RATE_LIMITED: { 'retry-after': '1' },
  UNAVAILABLE: { 'retry-after': '5' },
};

function textOf({ code, message, text }: WorkError): Bilingual {
  if (text) return text;
  if (code === 'INVALID') return { vi: `Dữ liệu không được chấp nhận: ${message}`, en: message };
  return texts[code];
}

const outage: Bilingual = {
  vi: 'Hệ thống tạm thời chưa phục vụ được, xin thử lại sau ít phút.',
  en: 'The system cannot serve this at present, please try again in a few minutes.',
};

const texts: Readonly<Record<Exclude<WorkErrorCode, 'INVALID'>, Bilingual>> = {
  TASK_NOT_OPEN: {
    vi: 'Công việc này đã được xử lý xong hoặc đã đóng.',
    en: 'This task has been dealt with or is closed.',
  },
  NOT_FOUND: notFound(names.instance).text,
  CONFLICT: {
    vi: 'Có người khác vừa thay đổi, xin tải lại rồi thử lại.',
    en: 'Somebody else has just changed this, please load it again.',
  },
  UNAVAILABLE: outage,
  INTERNAL: {
    vi: 'Quy trình này gặp lỗi của hệ thống nên đã được tạm dừng, chưa có gì thay đổi; người quản trị thấy sự cố và sẽ xử lý.',
    en: 'This process met a fault of the system and is held, nothing has changed; operators see the incident and will resolve it.',
  },
};

function masked(id: string): Bilingual {
  return { vi: `Lỗi hệ thống, mã ${id}.`, en: `System error, code ${id}.` };
}
