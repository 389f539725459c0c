/**
 * A real Temporal server on PostgreSQL, on loopback: its four services (frontend, history, matching, worker) in one process or in
 * one each. Its configuration is the one of containers, deploy/temporal/.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { freeLowPorts } from '../free-port.ts';
import { type KeptProcess, startKeptProcess } from '../kept-process.ts';
import { ensureNamespace, namespaceRetentionDays } from './namespace.ts';
import type { TemporalServerPrograms } from './obtain.ts';

export const temporalServices = ['frontend', 'history', 'matching', 'worker'] as const;
export type TemporalService = (typeof temporalServices)[number];

export interface TemporalServerOptions {
  /** Of obtainTemporalServer. */
  programs: TemporalServerPrograms;
  /** Of any database of the PostgreSQL; its user must be one who may make databases. */
  databaseUrl: string;
  /** Where the services print to, a file each. */
  logFolder: string;
  /** Of the frontend; the others take ports that are free. */
  port: number;
  /** One process each, so that each can be killed alone. Default false: all in one process, which costs less. */
  apart?: boolean;
  /** History shards, fixed for ever by the first start on a database. Default 4: enough for one machine. */
  shards?: number;
  /** To PostgreSQL, of each process. Default 40 together, 15 apart. */
  connections?: number;
  /** Default "temporal"; those of the lists are kept in the database of this name and `_visibility`. */
  database?: string;
  /** Keeps the indexes of the lists that we do not use (deploy/temporal/few-indexes.sql). Default false. */
  allIndexes?: boolean;
  /** Default "default". */
  namespace?: string;
  /** Prometheus metrics of each process are served on a port of loopback. Default false. */
  metrics?: boolean;
  /** Settings as in deploy/temporal/dynamic-config.yaml: a file of one's own instead of that. */
  dynamicConfigFile?: string;
  /** Told of every new process id under the names of `pids`, and of null when there is none. */
  onPid?: (name: string, pid: number | null) => void;
  /** Told in a sentence of what was not asked for. */
  onTrouble?: (sentence: string) => void;
}

export interface RunningTemporalServer {
  /** host:port of the frontend. */
  address: string;
  /** By service, or `server` when they are together. */
  pids: ReadonlyMap<string, number>;
  /** host:port of each process's metrics, by the same names; empty without `metrics`. */
  metrics: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

const configurationFolder = fileURLToPath(new URL('../../deploy/temporal', import.meta.url));
const schemas = { history: 'postgresql/v12/temporal', visibility: 'postgresql/v12/visibility' };

/**
 * Makes or upgrades the databases, starts the server and keeps it running.
 * @returns once the namespace answers
 * @throws {Error} with a sentence for the operator
 * @example
 * const programs = await obtainTemporalServer();
 * const server = await startTemporalServer({ programs, databaseUrl, port: 7233, logFolder: 'logs' });
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningTemporalServer> {
  const { port, logFolder, apart = false, namespace = 'default', onPid, onTrouble } = options;
  const address = `127.0.0.1:${port}`;
  await mkdir(logFolder, { recursive: true });
  await prepareDatabases(options);

  const groups: { name: string; services: TemporalService[] }[] = apart
    ? temporalServices.map((service) => ({ name: service, services: [service] }))
    : [{ name: 'server', services: [...temporalServices] }];
  // The server writes them down as numbers of 16 bits with a sign.
  const ports = await freeLowPorts(2 * temporalServices.length + groups.length);
  const pids = new Map<string, number>();
  const metrics = new Map<string, string>();
  const started: KeptProcess[] = [];
  const stop = async () => {
    await Promise.all(started.map((process) => process.stop()));
  };
  try {
    const startGroup = async ({ name, services }: (typeof groups)[number], index: number): Promise<void> => {
      const metricsAddress = `127.0.0.1:${ports[2 * temporalServices.length + index]}`;
      if (options.metrics) metrics.set(name, metricsAddress);
      const env = {
        ...environment(options, ports),
        ...(options.metrics ? { TEMPORAL_METRICS_ADDRESS: metricsAddress } : {}),
      };
      const kept = await startKeptProcess({
        name: apart ? `Temporal service ${name}` : 'Temporal server',
        program: options.programs.server,
        args: argumentsFor(services),
        env: { ...process.env, ...env },
        logFile: join(logFolder, apart ? `temporal-${name}.log` : 'temporal.log'),
        ready: (_, signal) =>
          services.includes('frontend')
            ? untilNamespaceAnswers(address, namespace, signal)
            : untilListening(membershipPort(env, services), signal),
        onPid(pid) {
          if (pid === null) pids.delete(name);
          else pids.set(name, pid);
          onPid?.(name, pid);
        },
        onTrouble: (sentence) => onTrouble?.(sentence),
      });
      started.push(kept);
    };
    // On a new database each writes the cluster down, and one that is overtaken ends. History asks for no other to be there.
    const [first, ...others] = groups.toSorted(
      (a, b) => Number(b.services.includes('history')) - Number(a.services.includes('history')),
    );
    if (first) await startGroup(first, 0);
    const starts = others.map((group, index) => startGroup(group, index + 1));
    await Promise.allSettled(starts);
    await Promise.all(starts);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, pids, metrics, stop };
}

// ── Processes ──────────────────────────────────────────────────────────────────────────────────

/** The server looks for `server.yaml` in the folder, and joins root and folder. */
function argumentsFor(services: readonly TemporalService[]): string[] {
  return [
    ...['--root', '/', '--config', configurationFolder, '--env', 'server', '--allow-no-auth', 'start'],
    ...services.flatMap((service) => ['--service', service]),
  ];
}

/** The variables that deploy/temporal/server.yaml reads. */
function environment(options: TemporalServerOptions, ports: number[]): Record<string, string> {
  const { databaseUrl, port, apart = false, shards = 4, database = 'temporal' } = options;
  const { hostname, port: databasePort, username, password } = new URL(databaseUrl);
  const own = temporalServices.flatMap((service, index) => {
    const name = service.toUpperCase();
    return [
      [`TEMPORAL_${name}_PORT`, String(service === 'frontend' ? port : ports[2 * index])],
      [`TEMPORAL_${name}_MEMBERSHIP_PORT`, String(ports[2 * index + 1])],
    ];
  });
  return {
    TEMPORAL_POSTGRES_HOST: hostname,
    TEMPORAL_POSTGRES_PORT: databasePort || '5432',
    TEMPORAL_POSTGRES_USER: decodeURIComponent(username),
    TEMPORAL_POSTGRES_PASSWORD: decodeURIComponent(password),
    TEMPORAL_POSTGRES_CONNECTIONS: String(options.connections ?? (apart ? 15 : 40)),
    TEMPORAL_DATABASE: database,
    TEMPORAL_VISIBILITY_DATABASE: `${database}_visibility`,
    TEMPORAL_SHARDS: String(shards),
    TEMPORAL_DYNAMIC_CONFIG: options.dynamicConfigFile ?? join(configurationFolder, 'dynamic-config.yaml'),
    ...Object.fromEntries(own),
  };
}

/** Every service has one; the worker serves nothing else. */
function membershipPort(env: Record<string, string>, [service]: TemporalService[]): number {
  return Number(env[`TEMPORAL_${service?.toUpperCase()}_MEMBERSHIP_PORT`]);
}

async function untilNamespaceAnswers(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  const connection = Connection.lazy({ address });
  try {
    await ensureNamespace(connection, { namespace, retentionDays: namespaceRetentionDays, signal });
  } finally {
    await connection.close();
  }
}

async function untilListening(port: number, signal: AbortSignal): Promise<void> {
  while (!(await listens(port))) await pause(50, undefined, { signal });
}

function listens(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const say = (listening: boolean) => {
      socket.destroy();
      answer(listening);
    };
    socket.once('connect', () => say(true));
    socket.once('error', () => say(false));
  });
}

// ── Databases ──────────────────────────────────────────────────────────────────────────────────

async function prepareDatabases(options: TemporalServerOptions): Promise<void> {
  const { database = 'temporal' } = options;
  await Promise.all([
    prepareDatabase(options, database, schemas.history),
    prepareLists(options, `${database}_visibility`),
  ]);
  // The whole cluster is this one: who is still in its ring was killed, and would be waited for.
  await query(urlOf(options.databaseUrl, database), 'delete from cluster_membership');
}

/** As deploy/container/temporal-schema.sh does it. */
async function prepareLists(options: TemporalServerOptions, database: string): Promise<void> {
  const run = async (file: string): Promise<void> => {
    const text = await readFile(join(configurationFolder, file), 'utf8');
    await query(urlOf(options.databaseUrl, database), text);
  };
  try {
    await prepareDatabase(options, database, schemas.visibility);
  } catch (error) {
    // a later version may change an index that was dropped
    await run('all-indexes.sql').catch(() => {
      throw error;
    });
    await prepareDatabase(options, database, schemas.visibility);
  }
  await run(options.allIndexes ? 'all-indexes.sql' : 'few-indexes.sql');
}

async function prepareDatabase(
  { databaseUrl, programs }: TemporalServerOptions,
  database: string,
  schema: string,
): Promise<void> {
  const found = await query(databaseUrl, 'select 1 from pg_database where datname = $1', [database]);
  if (found.length === 0) await query(databaseUrl, `create database ${pg.escapeIdentifier(database)}`);
  const { hostname, port, username, password } = new URL(databaseUrl);
  const tool = (...args: string[]) =>
    promisify(execFile)(programs.sqlTool, args, {
      env: {
        ...process.env,
        SQL_PLUGIN: 'postgres12_pgx',
        SQL_HOST: hostname,
        SQL_PORT: port || '5432',
        SQL_USER: decodeURIComponent(username),
        SQL_PASSWORD: decodeURIComponent(password),
        SQL_DATABASE: database,
      },
    }).catch((error: Error & { stdout?: string }) => {
      throw new Error(
        `Temporal's database "${database}" could not be brought to this version: ${error.stdout?.trim().split('\n').at(-1) || error.message}`,
      );
    });
  // Leaves a version that is there already as it is.
  await tool('setup-schema', '--version', '0.0');
  await tool('update-schema', '--schema-name', schema);
}

function urlOf(databaseUrl: string, database: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function query(url: string, text: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
