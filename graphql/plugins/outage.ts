/** Whether an error says that the database, or another service, cannot be reached now. */
import { isGrpcServiceError } from '@temporalio/client';
import { isTransient } from '../../activities/projection/transient.ts';
import { Prisma } from '../../prisma/client/client.ts';

/** Node's sockets. */
const socketCodes = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)$/;
const driverKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);

export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof Prisma.PrismaClientInitializationError || isGrpcServiceError(error)) return true;
  if (isTransient(error)) return true;
  const { code, kind } = error as { code?: unknown; kind?: unknown };
  if (typeof code === 'string' && socketCodes.test(code)) return true;
  if (typeof kind === 'string' && driverKinds.has(kind)) return true;
  if (isPlainCause(error.cause)) return driverKinds.has(error.cause.kind);
  return error.cause !== undefined && isOutage(error.cause);
}

function isPlainCause(cause: unknown): cause is { kind: string } {
  return (
    typeof cause === 'object' && cause !== null && typeof (cause as { kind?: unknown }).kind === 'string'
  );
}
