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
  const adapter = new Adapter(
    { connectionString: url, max: options.poolSize ?? 10 },
    { statementNameGenerator: preparedName },
  );
  return new PrismaClient({ adapter, transactionOptions });
}

// limited counts /////////////////////////////////////////////////////

class Adapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const connected = await super.connect();
    const ask = connected.queryRaw.bind(connected);
    connected.queryRaw = (query) => ask({ ...query, sql: countedAnyhow(query.sql) });
    return connected;
  }
}

const limitedCount =
  /^(SELECT COUNT\(\*\) AS "[^"]+" FROM \()(SELECT .+) ORDER BY (?:[\w.", ]+) (LIMIT \$\d+ OFFSET \$\d+)(\) AS "sub")$/s;

/**
 * Prisma orders what it counts up to a limit by the primary key, and PostgreSQL then goes through that key until it has found as many:
 * through the whole table where they are few. Their number has no order. Nor is it found by going through the table in the hope of many:
 * planned as if all were wanted, it is found by the index that fits, and as many are read as are wanted.
 */
function countedAnyhow(sql: string): string {
  return sql.replace(limitedCount, 'WITH "all" AS MATERIALIZED ($2) $1SELECT FROM "all" $3$4');
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
