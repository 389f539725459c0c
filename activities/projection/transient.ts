/**
 * PostgreSQL error classes that say nothing about the work: connection (08), rollback by conflict (40), no room (53), operator (57),
 * system (58).
 */
const transientClasses = /^(08|40|53|57|58)/;
/** Prisma: server unreachable, closed the connection, write conflict, no connection free, transaction gone, too many connections. */
const transientPrismaCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
]);
/** What pg says, without a code, when a connection ended under a statement (pg/lib/client.js), or none could be had (pg-pool). */
const connectionLost =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** PostgreSQL error classes by which data are refused: their form (22), a constraint (23), a limit of the database (54). */
const impossibleClasses = /^(22|23|54)/;

/** Whether the same work may succeed when it is simply done again. */
export function isTransient(error: unknown): boolean {
  for (const { code } of codesOf(error))
    if (transientPrismaCodes.has(code) || (code.length === 5 && transientClasses.test(code))) return true;
  return error instanceof Error && connectionLost.test(error.message);
}

/** Whether the database refuses these data, however often they are written. */
export function isImpossible(error: unknown): boolean {
  return !isTransient(error) && sqlState(error) !== null;
}

/** What the database says to it, without the statement. */
export function impossibleMessage(error: unknown): string {
  const { code, message } = sqlState(error) ?? { code: '', message: '' };
  return `The database refuses what would have to be written: ${message || 'no reason given'} (${code})`;
}

// helpers ////////////////////////////////////////////////////////////

interface Code {
  code: string;
  message: string;
}

const sqlState = (error: unknown): Code | null =>
  [...codesOf(error)].find(({ code }) => code.length === 5 && impossibleClasses.test(code)) ?? null;

/** Of the error, and of what it says is its cause. */
function* codesOf(error: unknown): Generator<Code> {
  for (let cause: unknown = error, depth = 0; cause instanceof Object && depth < 5; depth++) {
    const { code, originalCode, originalMessage, meta } = cause as {
      code?: unknown;
      originalCode?: unknown;
      originalMessage?: unknown;
      meta?: { code?: unknown; message?: unknown; driverAdapterError?: unknown };
    };
    const message = [originalMessage, meta?.message].find((it) => typeof it === 'string') ?? '';
    for (const found of [code, originalCode, meta?.code])
      if (typeof found === 'string') yield { code: found, message: message as string };
    cause = (cause as { cause?: unknown }).cause ?? meta?.driverAdapterError;
  }
}
