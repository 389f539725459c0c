/**
 * One GraphQL request over fetch: the session travels in the cookie, the header shows that the request comes from a page of ours
 * (a form on another site cannot set it), and whatever goes wrong is an ApiError.
 */
import { language } from '../i18n/provider.ts';
import type { Operation } from './operation.ts';

export { type Operation, operation } from './operation.ts';

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'TASK_NOT_OPEN'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'TOO_COMPLEX'
  | 'UNAVAILABLE'
  | 'NETWORK'
  | 'INTERNAL';

const codes: ReadonlySet<string> = new Set<ErrorCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'TASK_NOT_OPEN',
  'CONFLICT',
  'RATE_LIMITED',
  'TOO_COMPLEX',
  'UNAVAILABLE',
]);

export class ApiError extends Error {
  readonly code: ErrorCode;
  /** Dotted path of the first input field at fault, without the leading "input". */
  readonly field: string | null;
  /** Read by react-admin: the HTTP status that the code stands for. */
  readonly status: number;
  /** Read by react-admin's forms: server-side messages by field. */
  readonly body: { errors: Record<string, string> };

  constructor(code: ErrorCode, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.field = Object.keys(fields)[0] ?? null;
    this.status = statuses[code] ?? 500;
    this.body = { errors: fields };
  }
}

const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
};

export type GraphQLErrorShape = { message: string; extensions?: { code?: unknown; path?: unknown } };
type Answer = { data?: unknown; errors?: GraphQLErrorShape[] };

function fieldOf(path: unknown): string | null {
  const parts = Array.isArray(path) ? path.map(String) : typeof path === 'string' ? path.split('.') : [];
  const inner = parts[0] === 'input' ? parts.slice(1) : parts;
  return inner.length === 0 ? null : inner.join('.');
}

/** One error of several: the code of the first, and the message of each field that is named. */
export function toApiError(errors: GraphQLErrorShape[]): ApiError {
  const code = String(errors[0]?.extensions?.code ?? '');
  const fields = errors.flatMap(({ message, extensions }) => {
    const field = fieldOf(extensions?.path);
    return field === null ? [] : [[field, message] as const];
  });
  const isKnown = codes.has(code);
  return new ApiError(
    isKnown ? (code as ErrorCode) : 'INTERNAL',
    errors[0]?.message ?? '',
    Object.fromEntries(fields),
  );
}

export function requestHeaders(): Record<string, string> {
  return { 'x-congvan-csrf': '1', 'accept-language': language() };
}

function signInAgain(): void {
  if (window.location.pathname === '/login') return;
  const returnTo = window.location.pathname + window.location.search;
  window.location.assign(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
}

export async function request<Result, Variables>(
  { text }: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...requestHeaders(),
      },
      body: JSON.stringify({ query: text, variables }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('NETWORK', '');
  }
  if (response.status === 401) {
    signInAgain();
    throw new ApiError('UNAUTHENTICATED', '');
  }
  const answer = (await response.json().catch(() => null)) as Answer | null;
  if (answer?.errors !== undefined && answer.errors.length > 0) {
    const failure = toApiError(answer.errors);
    if (failure.code === 'UNAUTHENTICATED') signInAgain();
    throw failure;
  }
  if (answer?.data === undefined || answer.data === null) {
    throw new ApiError(response.status === 429 ? 'RATE_LIMITED' : 'UNAVAILABLE', '');
  }
  return answer.data as Result;
}
