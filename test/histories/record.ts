/** `npm run record-histories` */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { backDate } from '../../cli/demo/back-date.ts';
import { DemoClient } from '../../cli/demo/client.ts';
import { Play } from '../../cli/demo/play.ts';
import { setStage } from '../../cli/demo/stage.ts';
import { freePort } from '../../cli/free-port.ts';
import { startPostgres } from '../../cli/postgres.ts';
import { nothingRuns, type RunningSystem, runningSystem } from '../../cli/running-system.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import { temporalClient } from '../../workflows/client/index.ts';
import { renewUpdate } from '../../workflows/messages.ts';
import { fillTemplate, templateName } from '../support/template-database.ts';
import { startSystem } from '../support/whole-system.ts';
import { deployModel, startWorker } from '../workflows/support.ts';
import { testJobs } from '../workflows/test-jobs.ts';
import { afterRotation, beforeRotation } from './keys.ts';
import { storedHistories, writeHistory } from './stored-history.ts';
import { modelWays } from './ways-of-models.ts';
import { encryptedWays, type StandardWay, standardWays } from './ways-of-standard-processes.ts';

const help = `Usage: npm run record-histories -- [NAME…] [--age AGE] [--data DIR]

Records histories of instances for the replay test, test/histories/replay.test.ts: all ways that are not stored yet, or the named ones.
A stored history is never written anew; delete its file when no instance of its time can be running.

  --age AGE   ends the names, e.g. "2026-12": record all ways again when instances do something that no stored one did
  --data DIR  the standard processes on the system that runs there (npm start), which may be one of an older version, instead of
              one started for the purpose; without the encrypted ones, and those of test models
  --list      prints the names of the ways

Exit codes: 0 all recorded; 1 some were not; 2 called wrongly, or nothing runs.`;

/** Of gRPC. */
const notFound = 5;

interface Recorder {
  isWanted(name: string): boolean;
  /** Never fails: what went wrong is counted. */
  attempt(name: string, record: () => Promise<void>): Promise<void>;
  save(name: string, instanceId: string, temporal: Client, db: PrismaClient): Promise<void>;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      age: { type: 'string' },
      data: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const all = [modelWays, standardWays, encryptedWays].flatMap((ways) => Object.keys(ways));
  const unknown = positionals.find((name) => !all.includes(name));
  if (values.help || values.list || unknown !== undefined) {
    console.log(values.list ? all.join('\n') : help);
    return unknown === undefined ? 0 : 2;
  }
  const stored = new Set(await storedHistories());
  const fileOf = (name: string) => (values.age === undefined ? name : `${name}-${values.age}`);
  let failed = 0;
  const recorder: Recorder = {
    isWanted: (name) => (positionals.length === 0 || positionals.includes(name)) && !stored.has(fileOf(name)),
    async attempt(name, record) {
      await record().catch((error: Error) => {
        failed++;
        console.error(`${name}: ${error.message}`);
      });
    },
    async save(name, instanceId, temporal, db) {
      const history = await temporal.workflow
        .getHandle(instanceId)
        .fetchHistory()
        .catch((error: unknown) => {
          if (isGrpcServiceError(error) && error.code === notFound) return null;
          throw error;
        });
      if (history === null) {
        console.log(`${fileOf(name)}: rests in the database, without a history`);
        return;
      }
      await writeHistory(fileOf(name), { instanceId, graphs: await graphsOf(db, instanceId), history });
      console.log(`${fileOf(name)}: ${history.events?.length ?? 0} events`);
    },
  };
  if (values.data !== undefined) {
    const system = await runningSystem(values.data);
    if (!system) {
      console.error(nothingRuns(values.data));
      return 2;
    }
    await recordStandard(recorder, system, standardWays);
  } else {
    if (Object.keys(modelWays).some(recorder.isWanted)) await recordModels(recorder);
    if (Object.keys(standardWays).some(recorder.isWanted)) await recordOnOwnSystem(recorder);
    if (Object.keys(encryptedWays).some(recorder.isWanted)) await recordEncrypted(recorder);
  }
  return failed === 0 ? 0 : 1;
}

// what is recorded ///////////////////////////////////////////////////

async function recordModels({ isWanted, attempt, save }: Recorder): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-histories-'));
  await chmod(folder, 0o755); // PostgreSQL may run under another account.
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: 'record',
    logFile: join(folder, 'postgres.log'),
    durable: false,
  });
  await fillTemplate(postgres);
  const db = openDatabase(postgres.url(templateName));
  const server = await devServer();
  const system = { db, temporal: temporalClient({ connection: server.connection, db }), jobs: testJobs };
  const worker = await startWorker({ server, db, jobs: testJobs });
  await deployModel(system, 'review');
  await deployModel(system, 'asking');
  for (const [name, play] of Object.entries(modelWays))
    if (isWanted(name)) await attempt(name, async () => save(name, await play(system), server.client, db));
  await worker.stop();
  await server.teardown();
  await db.$disconnect();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function recordOnOwnSystem(recorder: Recorder): Promise<void> {
  await using system = await startSystem({ apiOnly: true });
  await recordStandard(recorder, await running(system.folder), standardWays);
}

/** Instances go on with a new key where the first has begun them. */
async function recordEncrypted(recorder: Recorder): Promise<void> {
  await using system = await startSystem({ apiOnly: true, env: { PAYLOAD_KEYS: beforeRotation } });
  const plays = await recordStandard(recorder, await running(system.folder), encryptedWays);
  await system.kill('SIGTERM');
  await system.startAgain({ PAYLOAD_KEYS: afterRotation });
  await using hands = await handsOf(await running(system.folder));
  const { temporal, db, stage } = hands;
  for (const [name, { goOn }] of Object.entries(encryptedWays)) {
    const former = plays.get(name);
    if (!goOn || !former) continue;
    const play = Object.assign(new Play(await stage(), former.number), {
      documentId: former.documentId,
      instanceId: former.instanceId,
    });
    await recorder.attempt(name, async () => {
      await goOn(play);
      await recorder.save(name, play.instanceId, temporal, db);
    });
  }
}

/** @returns the plays by name, of those that are gone on with as well, which are not saved yet */
async function recordStandard(
  { isWanted, attempt, save }: Recorder,
  system: RunningSystem,
  ways: Record<string, StandardWay>,
): Promise<Map<string, Play>> {
  await using hands = await handsOf(system);
  const { temporal, db } = hands;
  const stage = await hands.stage();
  const plays = new Map<string, Play>();
  for (const [number, [name, way]] of Object.entries(ways).entries()) {
    if (!isWanted(name)) continue;
    await attempt(name, async () => {
      const play = new Play(stage, number);
      await way.play(play, hands);
      plays.set(name, play);
      if (!way.goOn) await save(name, play.instanceId, temporal, db);
    });
  }
  return plays;
}

// helpers ////////////////////////////////////////////////////////////

async function running(folder: string): Promise<RunningSystem> {
  const found = await runningSystem(folder);
  if (!found) throw new Error(nothingRuns(folder));
  return found;
}

async function handsOf({ databaseUrl, configuration, url, token }: RunningSystem) {
  const db = openDatabase(databaseUrl);
  const { temporalAddress, temporalNamespace: namespace } = configuration;
  const connection = await Connection.connect({ address: temporalAddress });
  const temporal = new Client({ connection, namespace });
  return {
    db,
    temporal,
    stage: () =>
      setStage(async (account) => new DemoClient(url, await token(account)), {
        backDate: (documentId, days) => backDate(db, documentId, days),
      }),
    async renew(instanceId: string): Promise<void> {
      const handle = temporal.workflow.getHandle(instanceId);
      const { runId } = await handle.describe();
      await handle.executeUpdate(renewUpdate);
      while ((await handle.describe()).runId === runId) await new Promise((done) => setTimeout(done, 100));
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await db.$disconnect();
    },
  };
}

/** Those that it has gone by, that of now first. In SQL: the database may be of an older version. */
async function graphsOf(db: PrismaClient, instanceId: string): Promise<Map<string, unknown>> {
  const rows = await db.$queryRaw<{ hash: string; graph: unknown }[]>`
    SELECT c."hash", c."graph", d."id" IS NOT NULL AS "isNow" FROM "DefinitionContent" c
    LEFT JOIN "ProcessDefinition" d ON d."hash" = c."hash"
      AND d."id" = (SELECT "definitionId" FROM "ProcessInstance" WHERE "id" = ${instanceId})
    WHERE d."id" IS NOT NULL OR c."hash" IN (
      SELECT "data"->>'from' FROM "InstanceEvent" WHERE "instanceId" = ${instanceId} AND "event" = 'migrated')
    ORDER BY "isNow" DESC`;
  return new Map(rows.map(({ hash, graph }) => [hash, graph]));
}

process.exitCode = await main();
process.exit();
