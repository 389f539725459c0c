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
  const adapter = new PrismaPg({ connectionString: url, max: options.poolSize ?? 10 });
  return new PrismaClient({ adapter, transactionOptions });
}
