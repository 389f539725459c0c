/** The standard processes, signing and files included, proved and brought back from their command logs alone. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { branches } from '../../cli/demo/branches.ts';
import { Play, type Stage } from '../../cli/demo/play.ts';
import { setStage } from '../../cli/demo/stage.ts';
import { rebuildCommand } from '../../cli/rebuild.ts';
import { restoreCommand } from '../../cli/restore-instances.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import { type System, startSystem } from '../support/whole-system.ts';

/** One that ends of each process, and those that are left open in between. */
const ended = [
  'incoming: other units consulted',
  'incoming: recall agreed',
  'outgoing: sent and confirmed',
  'contract: signed by all',
  'inspection: published',
];
const open = [
  'incoming: waits for a supplement',
  'outgoing: waits for confirmation',
  'contract: waits for the second party',
  'inspection: under way',
];

let system: System;
let db: PrismaClient;
let stage: Stage;
beforeAll(async () => {
  system = await startSystem({ apiOnly: true });
  await connect();
});
afterAll(async () => {
  await db?.$disconnect();
  await system?.[Symbol.asyncDispose]();
});

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function connect(): Promise<void> {
  await db?.$disconnect();
  db = openDatabase((await system.addresses()).databaseUrl, { poolSize: 2 });
  stage = await setStage(system.client);
}

async function played(name: string, number: number): Promise<Play> {
  const play = new Play(stage, number);
  await branches.find((branch) => branch.name === name)?.play(play);
  return play;
}

/** Everything is as the command logs have it; what is still being done comes to rest first. */
async function expectRebuiltEqual(instances: number): Promise<void> {
  printed = [];
  expect(await rebuildCommand(['--json', '--data', system.folder]), printed.join('\n')).toBe(0);
  expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ equal: instances, different: 0, damaged: 0 });
}

async function loseTemporal(): Promise<void> {
  await system.kill('SIGTERM');
  for (const name of await readdir(system.folder))
    if (name.startsWith('temporal.db')) await rm(join(system.folder, name));
  await system.startAgain();
  await connect();
}

describe('a system of all standard processes that has lost what Temporal knew', { timeout: 600_000 }, () => {
  it('should be as its command logs have it, and go on from there', async () => {
    // given
    for (const [number, name] of [...ended, ...open].entries()) await played(name, number);
    const count = ended.length + open.length + 1;
    const working = await played('incoming: in process', count);
    const task = await stage.clients.chuyenvien.waitForTask(working.instanceId, 'Task_Process');
    await stage.clients.chuyenvien.request('mutation ($id: ID!) { claimTask(id: $id) { id } }', {
      id: task.id,
    });
    const tasks = () => db.task.findMany({ where: { state: 'OPEN' }, orderBy: { id: 'asc' } });
    const deadline = () => db.deadline.findUniqueOrThrow({ where: { documentId: working.documentId } });
    const before = { tasks: await tasks(), deadline: await deadline() };
    expect(before.tasks.find(({ id }) => id === task.id)?.assigneeId).toBe(stage.people.chuyenvien);
    const isOpen = { state: 'ACTIVE' } as const;
    const instances = await db.processInstance.count();
    const running = await db.processInstance.count({ where: isOpen });
    expect(running).toBeGreaterThan(open.length);
    await expectRebuiltEqual(instances);

    // when
    await loseTemporal();
    printed = [];
    expect(await restoreCommand(['--json', '--data', system.folder])).toBe(0);
    const sums = JSON.parse(printed.at(-1) ?? '');
    // some may have been asked for meanwhile, which brings them back as well
    expect(sums.failed).toBe(0);
    expect(sums.restored + sums.running).toBe(running);

    // then
    expect({ tasks: await tasks(), deadline: await deadline() }).toEqual(before);
    await expectRebuiltEqual(instances);
    const play = Object.assign(new Play(stage, working.number), {
      ...{ instanceId: working.instanceId, documentId: working.documentId },
    });
    await play.complete('chuyenvien', 'Task_Process', {
      decision: 'draft',
      replySubject: 'V/v trả lời đề nghị của doanh nghiệp',
      replyFiles: [await play.letter('chuyenvien', 'trả lời đề nghị của doanh nghiệp')],
    });
    await play.complete('lanhdao', 'Task_Approve', { decision: 'approve' });
    await play.complete('vanthu', 'Task_Issue', { checked: true });
    await play.complete(play.sender, 'Task_ConfirmReceipt', { received: true });
    await stage.clients.vanthu.waitFor(`end of ${play.instanceId}`, () =>
      db.processInstance.findFirst({ where: { id: play.instanceId, state: 'COMPLETED' } }),
    );
    await expectRebuiltEqual(instances);
  });
});
