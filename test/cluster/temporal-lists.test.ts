import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../cli/free-port.ts';
import { ensureDatabase, type RunningPostgres, startPostgres } from '../../cli/postgres.ts';
import { obtainTemporalServer, type TemporalServerPrograms } from '../../cli/temporal/obtain.ts';
import { startTemporalServer } from '../../cli/temporal/temporal-server.ts';

/** Temporal's database of lists keeps the indexes that are used (deploy/temporal/few-indexes.sql). */
let folder: string;
let postgres: RunningPostgres;
let programs: TemporalServerPrograms;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-lists-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'logs'));
  programs = await obtainTemporalServer();
  postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: 'lists',
    logFile: join(folder, 'logs', 'postgres.log'),
    durable: false,
  });
  await ensureDatabase(postgres, 'any');
}, 1_500_000);

afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const few = [
  'by_workflow_id',
  'congvan_by_buildids',
  'congvan_by_temporalnamespacedivision',
  'congvan_by_temporalworkerdeploymentversion',
  'default_idx',
  'executions_visibility_pkey',
];

describe('indexes of the lists', () => {
  it('should be those that are used, and every one again when asked for', async () => {
    // given a database whose schema nobody has touched
    const untouched = await withLists('untouched', async (sql) => {
      await schema('untouched', '1.9');
      return await indexes(sql);
    });
    expect(Object.keys(untouched).length).toBeGreaterThan(50);

    // when, then: started twice, as after a crash
    for (let times = 0; times < 2; times++) {
      await startOn('lists', {}, async ({ workflow }) => {
        // the frontend hears of a new namespace a moment later
        await vi.waitFor(() => workflow.count(`WorkflowId = 'any'`), { timeout: 30_000, interval: 200 });
        for (const query of [
          `TemporalWorkerDeploymentVersion = 'congvan:1'`,
          `BuildIds = 'pinned:congvan:1' AND ExecutionStatus = 'Running'`,
        ])
          expect((await workflow.count(query)).count).toBe(0);
      });
      await withLists('lists', async (sql) => expect(Object.keys(await indexes(sql))).toEqual(few));
    }

    // when, then
    await startOn('lists', { allIndexes: true });
    await withLists('lists', async (sql) => expect(await indexes(sql)).toEqual(untouched));
  });

  it('should not stand in the way of a later version of the schema that changes them', async () => {
    // given a version whose next one drops an index and makes it anew
    await withLists('old', async (sql) => {
      await schema('old', '1.5');
      await sql.query(await readFile('deploy/temporal/few-indexes.sql', 'utf8'));
      expect(Object.keys(await indexes(sql))).not.toContain('by_root_workflow_id');
    });

    // when
    await startOn('old', {});

    // then
    await withLists('old', async (sql) => {
      expect((await sql.query('SELECT curr_version FROM schema_version')).rows).toEqual([
        { curr_version: '1.9' },
      ]);
      expect(Object.keys(await indexes(sql))).toEqual(few);
    });
  });
});

// helpers /////////////////////////////////////////////////////////////////////////////////////////

async function startOn(
  database: string,
  options: { allIndexes?: boolean },
  act: (client: Client) => Promise<void> = async () => undefined,
): Promise<void> {
  const server = await startTemporalServer({
    programs,
    databaseUrl: postgres.url('any'),
    logFolder: join(folder, 'logs'),
    port: await freePort(),
    database,
    ...options,
  });
  const connection = await Connection.connect({ address: server.address });
  try {
    await act(new Client({ connection }));
  } finally {
    await connection.close();
    await server.stop();
  }
}

async function withLists<T>(database: string, act: (sql: pg.Client) => Promise<T>): Promise<T> {
  await ensureDatabase(postgres, `${database}_visibility`);
  const sql = new pg.Client({ connectionString: postgres.url(`${database}_visibility`) });
  await sql.connect();
  try {
    return await act(sql);
  } finally {
    await sql.end();
  }
}

/** As Temporal's own tool makes it, up to that version. */
async function schema(database: string, version: string): Promise<void> {
  const { hostname, port, username, password } = new URL(postgres.url('any'));
  const connection = { SQL_HOST: hostname, SQL_PORT: port, SQL_USER: username, SQL_PASSWORD: password };
  const env = {
    ...process.env,
    ...connection,
    SQL_PLUGIN: 'postgres12_pgx',
    SQL_DATABASE: `${database}_visibility`,
  };
  const tool = (...args: string[]) => promisify(execFile)(programs.sqlTool, args, { env });
  await tool('setup-schema', '--version', '0.0');
  await tool('update-schema', '--schema-name', 'postgresql/v12/visibility', '--version', version);
}

async function indexes(sql: pg.Client): Promise<Record<string, string>> {
  const { rows } = await sql.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'executions_visibility'
     ORDER BY indexname`,
  );
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}
