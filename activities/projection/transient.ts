/**
 * PostgreSQL error classes that say nothing about the work: connection (08), rollback by conflict (40), no room (53), operator (57),
 * system (58).
 */
const transientClasses = /^(08|40|53|57|58)/;
/** Prisma: server unreachable, closed the connection, write conflict, no connection free, transaction gone. */
const transientPrismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);

/** Whether the same work may succeed when it is simply done again. */
export function isTransient(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Object && depth < 5; depth++) {
    const { code, originalCode, meta } = cause as {
      code?: unknown;
      originalCode?: unknown;
      meta?: { code?: unknown };
    };
    for (const found of [code, originalCode, meta?.code])
      if (
        typeof found === 'string' &&
        (transientPrismaCodes.has(found) || (found.length === 5 && transientClasses.test(found)))
      )
        return true;
    cause = (cause as { cause?: unknown }).cause;
  }
  return false;
}
