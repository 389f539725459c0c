import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import type { ExecutableGraph } from '../../engine/index.ts';
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import {
  publishMessage,
  rebuild,
  repairInstance,
  resolveIncident,
  startInstance,
  temporalClient,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, startWorker, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
let work: ReturnType<typeof workOn>;
let hash: string;
let sound: ExecutableGraph;
beforeAll(async () => {
  // what is met is logged with its stack, for those who mend it
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  system = await bench(await devServer(), testJobs);
  work = workOn(system);
  await deployModel(system, 'review');
  const content = await system.db.definitionContent.findFirstOrThrow();
  hash = content.hash;
  sound = content.graph as unknown as ExecutableGraph;
});
afterAll(async () => {
  for (const db of opened) await db.$disconnect();
  await system[Symbol.asyncDispose]();
});
const opened: PrismaClient[] = [];

/** From now on the worker has a definition with a bug: what follows the element is not there. */
async function break_(elementId: string): Promise<void> {
  const graph = structuredClone(sound);
  const element = graph.processes.review?.elements[elementId];
  if (!element) throw new Error(`Expected an element ${elementId}.`);
  element.outgoing = ['nowhere'];
  await workWith(graph);
}

async function workWith(graph: ExecutableGraph): Promise<void> {
  await system.worker.stop();
  await system.db.definitionContent.update({
    where: { hash },
    data: { graph: graph as unknown as Prisma.InputJsonObject },
  });
  // processes of their own, as after a restart: what they remember of a definition is gone
  const db = openDatabase(system.database.url);
  opened.push(db);
  const temporal = temporalClient({ connection: system.server.connection, db });
  Object.assign(system, { db, temporal, worker: await startWorker({ ...system, db }) });
  work = workOn(system);
}

const incidents = (instanceId: string) =>
  system.db.incident.findMany({ where: { instanceId }, orderBy: { at: 'asc' } });

async function expectEqual(instanceId: string): Promise<void> {
  for await (const page of rebuild(system.db, { instanceIds: [instanceId] }))
    expect(page).toMatchObject([{ outcome: 'equal' }]);
}

describe('a command at which the engine throws', () => {
  it('should be refused and undone, and hold its instance until somebody resolves that', async () => {
    await break_('assign');
    const { instanceId } = await work.start();
    const other = await work.start();
    const before = await work.stored(instanceId);
    // when
    await expect(work.complete(instanceId, 'assign', { lost: true })).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('Expected element nowhere'),
    });
    // then
    const held = await work.stored(instanceId);
    expect(held.variables).toEqual(before.variables);
    expect(held.tasks).toEqual(before.tasks);
    const [incident] = held.incidents;
    expect(incident).toMatchObject({ code: 'INTERNAL', elementId: 'review', resolvedAt: null });
    expect(incident?.message).not.toMatch(/\bat .*\.ts/);
    await expect(work.complete(instanceId, 'assign')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await work.stored(other.instanceId)).incidents).toEqual([]);
    // and it can be resolved, but the bug is still there
    const resolve = () => resolveIncident(system, { incidentId: incident?.id ?? '', actorId: null });
    await resolve();
    await expect(work.complete(instanceId, 'assign')).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await incidents(instanceId)).map(({ resolvedAt }) => resolvedAt === null)).toEqual([false, true]);
    await expectEqual(instanceId);
    // and when it is mended, the history of what happened still replays
    await workWith(sound);
    const [, second] = await incidents(instanceId);
    await resolveIncident(system, { incidentId: second?.id ?? '', actorId: null });
    await work.complete(instanceId, 'assign');
    await work.complete(instanceId, 'process');
    expect((await work.ended(instanceId)).state).toBe('COMPLETED');
    await expectEqual(instanceId);
  });

  it('should be kept where nobody asks it again: a message, an answer of a job', async () => {
    await break_('recalled');
    const messaged = await work.start();
    await work.complete(messaged.instanceId, 'assign');
    expect(
      await publishMessage(system, {
        ...{ name: 'recall', correlationKey: messaged.caseId },
        variables: { reason: 'test' },
      }),
    ).toMatchObject({ matched: true });
    expect(await incidents(messaged.instanceId)).toMatchObject([{ code: 'INTERNAL', resolvedAt: null }]);
    expect(
      await system.db.messageDelivery.count({
        where: { instanceId: messaged.instanceId, deliveredAt: null },
      }),
    ).toBe(0);

    await break_('seal');
    const sealed = await work.start();
    await work.complete(sealed.instanceId, 'assign');
    await work.complete(sealed.instanceId, 'process');
    await eventually(async () => (await incidents(sealed.instanceId)).length > 0, 'the incident');
    // one who resumes it while the bug is there is told so, and nothing is added to it
    const resume = () =>
      repairInstance(system, sealed.instanceId, { kind: 'resume', actor: null, reason: 'test' });
    await expect(resume()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await incidents(sealed.instanceId)).toHaveLength(1);

    await workWith(sound);
    await resume();
    expect((await work.ended(sealed.instanceId)).variables).toMatchObject({ sealedBy: 'attempt 1' });
    const [incident] = await incidents(messaged.instanceId);
    await resolveIncident(system, { incidentId: incident?.id ?? '', actorId: null });
    expect((await work.ended(messaged.instanceId)).variables).toMatchObject({ reason: 'test' });
    for (const { instanceId } of [messaged, sealed]) await expectEqual(instanceId);
  });

  it('should hold an instance that cannot even begin', async () => {
    await break_('start');
    const { instanceId } = await work.start({ note: 'kept' });
    expect(await work.stored(instanceId)).toMatchObject({
      state: 'ACTIVE',
      variables: { note: 'kept' },
      incidents: [{ code: 'INTERNAL' }],
    });
    await workWith(sound);
    const [incident] = await incidents(instanceId);
    await resolveIncident(system, { incidentId: incident?.id ?? '', actorId: null });
    await work.complete(instanceId, 'assign');
    await expectEqual(instanceId);
  });
});

describe('what the database refuses to hold', () => {
  it('should be undone, and hold its instance', async () => {
    // given a correlation key that no index takes
    const caseId = randomBytes(20_000).toString('hex');
    const { instanceId } = await startInstance(system, {
      ...{ key: 'review', variables: { caseId }, agencyCode: 'H26.01' },
    });
    await expect(work.complete(instanceId, 'assign', { lost: true })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    const held = await work.stored(instanceId);
    expect(held.variables).not.toHaveProperty('lost');
    expect(held.incidents).toMatchObject([{ code: 'INTERNAL', message: expect.stringContaining('54000') }]);
    // when what was wrong with it is put right
    const shorter = randomUUID();
    await resolveIncident(system, {
      ...{ incidentId: held.incidents[0]?.id ?? '', actorId: null },
      variables: { caseId: shorter },
    });
    await work.complete(instanceId, 'assign');
    expect(await system.db.messageSubscription.findMany({ where: { instanceId } })).toMatchObject([
      { correlationKey: shorter },
    ]);
    await expectEqual(instanceId);
  });
});
