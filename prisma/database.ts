/** The one way to open the database. */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './client/client.ts';

/**
 * A client over its own connection pool. Connects on first use; end it with `$disconnect()`.
 * @param options.poolSize most connections at once, default 10
 */
export function openDatabase(url: string, options: { poolSize?: number } = {}): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max: options.poolSize ?? 10 });
  return new PrismaClient({ adapter });
}
