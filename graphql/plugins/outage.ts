/** Whether an error says that the database, or another service, cannot be reached now. */
import { isGrpcServiceError } from '@temporalio/client';
import { Prisma } from '../../prisma/client/client.ts';
import { isConnectionLost } from '../../prisma/lost-connection.ts';

/** Prisma: unreachable, timed out, closed, pool exhausted, transaction could not start. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
/** Node's sockets, and PostgreSQL classes 08 (connection), 53 (resources), 57P (operator intervention). */
const systemCodes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|08\w{3}|53\w{3}|57P\w{2})$/;
const driverKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);

export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (
    error instanceof Prisma.PrismaClientInitializationError ||
    isGrpcServiceError(error) ||
    isConnectionLost(error)
  )
    return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError && prismaCodes.has(error.code)) return true;
  const { code, kind, originalCode } = error as { code?: unknown; kind?: unknown; originalCode?: unknown };
  if (typeof code === 'string' && systemCodes.test(code)) return true;
  if (typeof originalCode === 'string' && systemCodes.test(originalCode)) return true;
  if (typeof kind === 'string' && driverKinds.has(kind)) return true;
  if (isPlainCause(error.cause)) return driverKinds.has(error.cause.kind);
  return error.cause !== undefined && isOutage(error.cause);
}

function isPlainCause(cause: unknown): cause is { kind: string } {
  return (
    typeof cause === 'object' && cause !== null && typeof (cause as { kind?: unknown }).kind === 'string'
  );
}
