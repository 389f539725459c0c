/**
 * Records histories of instances for the replay test: `npx node test/histories/record.ts NAME…`, or all without names. Record new ones under new names when
 * instances do something that no stored one did; a stored one is only ever removed when no instance of its time can be running.
 */
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../cli/free-port.ts';
import { startPostgres } from '../../cli/postgres.ts';
import { openDatabase } from '../../prisma/database.ts';
import {
  cancelInstance,
  publishMessage,
  resolveIncident,
  startInstance,
  temporalClient,
} from '../../workflows/client/index.ts';
import { renewUpdate, repairInstanceUpdate } from '../../workflows/messages.ts';
import { fillTemplate, templateName } from '../support/template-database.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { type Bench, deployModel, eventually, startWorker, workOn } from '../workflows/support.ts';
import { testJobs } from '../workflows/test-jobs.ts';
import { writeHistory } from './stored-history.ts';

/** Ways through models/review.bpmn; each returns the id of an instance that it has brought to some point. */
const ways: Record<string, (system: Pick<Bench, 'db' | 'temporal'>) => Promise<string>> = {
  async 'review-to-the-end'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  async 'review-recalled'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId, caseId } = await start();
    await complete(instanceId, 'assign');
    await publishMessage(system, { name: 'recall', correlationKey: caseId, variables: { reason: 'x' } });
    await ended(instanceId);
    return instanceId;
  },
  async 'review-recalled-early'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId, caseId } = await start();
    const message = { name: 'recall', correlationKey: caseId, variables: {} };
    await publishMessage(system, { ...message, timeToLive: 60_000 });
    await complete(instanceId, 'assign');
    await ended(instanceId);
    return instanceId;
  },
  async 'review-refused-and-again'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start({ sealFault: 'refuse' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await eventually(
      () => system.db.task.findFirst({ where: { instanceId, elementId: 'process', state: 'OPEN' } }),
      'the way back',
    );
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  async 'review-with-an-incident'(system) {
    const { start } = workOn(system);
    const { instanceId } = await start({ numberFault: 'closed' });
    const { id } = await system.db.incident.findFirstOrThrow({ where: { instanceId } });
    await resolveIncident(system, { incidentId: id, variables: { numberFault: null }, actorId: null });
    return instanceId;
  },
  /** Stored is its last run, which began with what the first had come to. */
  async 'review-in-a-new-run'(system) {
    const { startWithHistoryLimit, complete, ended } = workOn(system);
    const { instanceId, firstExecutionRunId } = await startWithHistoryLimit(12);
    await complete(instanceId, 'assign');
    await eventually(
      async () =>
        (await system.temporal.workflow.getHandle(instanceId).describe()).runId !== firstExecutionRunId,
      'a new run',
    );
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  /** As all that follow, begun with the flags boundedRuns and largeLoops. */
  async 'flags-waiting-with-timer'(system) {
    const { start, complete } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    return instanceId;
  },
  async 'flags-asked-for-a-new-run'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const handle = system.temporal.workflow.getHandle(instanceId);
    const { runId } = await handle.describe();
    await handle.executeUpdate(renewUpdate);
    await eventually(async () => (await handle.describe()).runId !== runId, 'a new run');
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  async 'flags-with-repair'(system) {
    const { start, complete } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const handle = system.temporal.workflow.getHandle(instanceId);
    const who = { actor: null, reason: 'recorded' };
    await handle.executeUpdate(repairInstanceUpdate, { args: [{ kind: 'suspend', timers: 'stop', ...who }] });
    await handle.executeUpdate(repairInstanceUpdate, { args: [{ kind: 'resume', ...who }] });
    return instanceId;
  },
  /** Recorded while its tasks were begun a thousand at a time. */
  async 'flags-large-loop'(system) {
    const { instanceId } = await startInstance(system, {
      key: 'asking',
      variables: { units: Array.from({ length: 1_200 }, (_, index) => index) },
      agencyCode: 'H26.01',
    });
    return instanceId;
  },
  async 'review-cancelled'(system) {
    const { start, complete } = workOn(system);
    const { instanceId } = await start({ sealFault: 'wait' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
    return instanceId;
  },
};

const folder = await mkdtemp(join(tmpdir(), 'congvan-histories-'));
await chmod(folder, 0o755); // PostgreSQL may run under another account.
const postgres = await startPostgres({
  folder: join(folder, 'postgres'),
  port: await freePort(),
  password: 'record',
  logFile: join(folder, 'postgres.log'),
  durable: false,
});
process.once('exit', () => process.kill(postgres.pid, 'SIGQUIT'));
await fillTemplate(postgres);
const db = openDatabase(postgres.url(templateName));
const server = await devServer();
const system = { db, temporal: temporalClient({ connection: server.connection, db }), jobs: testJobs };
const worker = await startWorker({ server, db, jobs: testJobs });
await deployModel(system, 'review');
await deployModel(system, 'asking');
const asked = process.argv.slice(2);
for (const [name, go] of Object.entries(ways)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const instanceId = await go(system);
  const { definition } = await db.processInstance.findUniqueOrThrow({
    where: { id: instanceId },
    include: { definition: { include: { content: true } } },
  });
  const history = await server.client.workflow.getHandle(instanceId).fetchHistory();
  await writeHistory(name, { instanceId, graph: definition.content.graph, history });
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}
await worker.stop();
await server.teardown();
await db.$disconnect();
process.exit();
