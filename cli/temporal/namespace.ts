import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

export interface NamespaceOptions {
  namespace: string;
  /** How long the history of an ended instance is kept, when the namespace is made. */
  retentionDays: number;
  /** Ends the waiting for a server that does not answer yet. */
  signal: AbortSignal;
}

/** A connection of a client or of a worker. */
type Server = Pick<Connection, 'workflowService'>;

/** gRPC status code. */
const alreadyExists = 6;
/** Of namespaces that we make: time enough to look into what has ended. */
export const namespaceRetentionDays = 7;
const dayMs = 86_400_000;

/**
 * Makes the namespace unless it is there, and returns when it answers; a server that has only just started is waited for.
 * @throws what the signal was aborted with, the last answer being its cause
 */
export async function ensureNamespace(connection: Server, options: NamespaceOptions): Promise<void> {
  const { namespace, signal } = options;
  for (;;) {
    try {
      await connection.workflowService.describeNamespace({ namespace });
      return;
    } catch (cause) {
      if (signal.aborted)
        throw new Error(`Temporal does not answer for its namespace "${namespace}".`, { cause });
    }
    await register(connection, options).catch(() => undefined);
    await pause(100, undefined, { signal }).catch(() => undefined);
  }
}

async function register(connection: Server, { namespace, retentionDays }: NamespaceOptions): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retentionDays * dayMs),
    });
  } catch (error) {
    if (!(isGrpcServiceError(error) && (error.code as number) === alreadyExists)) throw error;
  }
}
