/** Where the bytes are: what an instance takes on disk, table by table and index by index. */
import pg from 'pg';
import type { BenchSystem } from './system.ts';

export interface Taken {
  /** "congvan", "temporal", "temporal_visibility" */
  database: string;
  /** With what PostgreSQL keeps of it apart (TOAST). */
  relation: string;
  kind: 'table' | 'index';
  /** For each instance. */
  bytes: number;
}

/** What is dead is given back as often as autovacuum would have done where instances come and go all day. */
const betweenVacuums = 50;

/**
 * @param act takes one instance from start to end
 * @returns what has grown, the largest first. Of the development server's file nothing is said
 */
export async function bytesByRelation(
  system: BenchSystem,
  instances: number,
  act: () => Promise<unknown>,
): Promise<Taken[]> {
  await run(system, betweenVacuums, act);
  const before = await sizes(system);
  await run(system, instances, act);
  const after = await sizes(system);
  return [...after]
    .map(([name, { bytes, ...relation }]) => ({
      ...relation,
      bytes: Math.round((bytes - (before.get(name)?.bytes ?? 0)) / instances),
    }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

/** As lines of text: the sum of each database, and what in it takes a hundredth or more. */
export function tableOf(taken: readonly Taken[]): string[] {
  const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(2).padStart(7)} KB`;
  const sum = (of: readonly Taken[]): number => of.reduce((total, { bytes }) => total + bytes, 0);
  const all = sum(taken);
  return [...Map.groupBy(taken, ({ database }) => database)].flatMap(([database, relations]) => {
    const told = relations.filter(({ bytes }) => bytes >= all / 100);
    const rest = relations.length - told.length;
    return [
      `${kilobytes(sum(relations))}  ${database}`,
      ...told.map(({ relation, kind, bytes }) => `${kilobytes(bytes)}    ${kind} ${relation}`),
      ...(rest > 0 ? [`${kilobytes(sum(relations) - sum(told))}    ${rest} others`] : []),
    ];
  });
}

// helpers ////////////////////////////////////////////////////////////

async function run(system: BenchSystem, instances: number, act: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < instances; done += betweenVacuums) {
    let begun = done;
    const lane = async (): Promise<void> => {
      while (begun < Math.min(instances, done + betweenVacuums)) {
        begun++;
        await act();
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    for (const database of await databases(system)) await query(system, database, 'VACUUM (ANALYZE)');
  }
}

async function sizes(system: BenchSystem): Promise<Map<string, Taken>> {
  const found = new Map<string, Taken>();
  for (const database of await databases(system)) {
    const rows = await query(
      system,
      database,
      `SELECT c.relname AS "relation", CASE c.relkind WHEN 'i' THEN 'index' ELSE 'table' END AS "kind",
        CASE c.relkind WHEN 'i' THEN pg_relation_size(c.oid) ELSE pg_table_size(c.oid) END::float8 AS "bytes"
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'i', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    for (const row of rows as unknown as Omit<Taken, 'database'>[])
      found.set(`${database} ${row.relation}`, { database, ...row });
  }
  return found;
}

async function databases({ db }: BenchSystem): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT datname AS name FROM pg_database WHERE datname ~ '^(congvan|temporal)' ORDER BY datname`;
  return rows.map(({ name }) => name);
}

async function query(
  system: BenchSystem,
  database: string,
  text: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: await system.postgresUrl(database) });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
