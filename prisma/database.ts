/** The one way to open the database. */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './client/client.ts';

/** Milliseconds: a slow machine or a database on its way back is waited for; what Prisma itself grants (2 s, 5 s) is too little then. */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 };

/**
 * A client over its own connection pool. Connects on first use; end it with `$disconnect()`.
 * @param options.poolSize most connections at once, default 10
 */
export function openDatabase(url: string, options: { poolSize?: number } = {}): PrismaClient {
  const adapter = new PrismaPg(
    { connectionString: url, max: options.poolSize ?? 10 },
    { statementNameGenerator: preparedName },
  );
  return new PrismaClient({ adapter, transactionOptions });
}

// prepared statements ////////////////////////////////////////////////

/**
 * Large statements that every step of every instance needs: PostgreSQL keeps them read and planned. Their texts are few. Lists are not
 * among them: texts differ with the number of values, and each would be kept for as long as its connection.
 */
const hot = /^\s*WITH (instance|definition) AS \(/;
const mostPrepared = 60;
const names = new Map<string, string>();

/** Empty: it is not prepared. */
function preparedName({ sql }: { sql: string }): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= mostPrepared || !hot.test(sql)) return '';
  const name = `congvan_${names.size + 1}`;
  names.set(sql, name);
  return name;
}
