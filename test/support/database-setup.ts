/**
 * Vitest global setup: one embedded PostgreSQL for all test files of a run, started when the first test asks for a database.
 * The test processes ask over HTTP, so that a run that needs no database does not pay for one.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../cli/free-port.ts';
import { type RunningPostgres, startPostgres } from '../../cli/postgres.ts';
import { fillTemplate } from './template-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address that answers with the connection string of the shared cluster's database `postgres`. */
    databaseServer: string;
  }
}

interface SharedCluster {
  folder: string;
  postgres: RunningPostgres;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: Promise<SharedCluster> | undefined;
  const server = createServer((_request, response) => {
    cluster ??= startCluster();
    cluster.then(
      ({ postgres }) => response.end(postgres.url('postgres')),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  project.provide('databaseServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  return async () => {
    server.close();
    const started = await cluster?.catch(() => undefined);
    await started?.postgres.stop();
    if (started) await rm(started.folder, { recursive: true, force: true });
  };
}

async function startCluster(): Promise<SharedCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-test-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    folder: join(folder, 'cluster'),
    port: await freePort(),
    password: 'test',
    logFile: join(folder, 'postgres.log'),
    durable: false,
  });
  await fillTemplate(postgres);
  return { folder, postgres };
}
