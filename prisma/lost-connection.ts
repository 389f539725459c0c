/** What pg says, without a code, when a connection ended under a statement (pg/lib/client.js), or none could be had (pg-pool). */
const sentences =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether the database went away in a manner that Prisma hands on as it is, without a code of its own. */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && sentences.test(error.message);
}
