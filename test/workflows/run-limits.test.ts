import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { externalJob } from '../../activities/job.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { currentFlags } from '../../engine/index.ts';
import { taskQueue } from '../../workflows/client/context.ts';
import { assignTask, dispatchInstance, prepareInstance } from '../../workflows/client/index.ts';
import { definitionClaim } from '../../workflows/definition-claim.ts';
import { type ProcessInstanceInput, processInstanceWorkflow } from '../../workflows/messages.ts';
import { type Bench, bench, deployModel, eventually, workOn } from './support.ts';

/** By case and item: how often it was begun, and what ends those that are held. */
const begun = new Map<string, number>();
const held = new Map<string, () => void>();

const text = { vi: 'thử', en: 'test' };
const stamp = externalJob({
  type: 'test.stamp',
  title: text,
  description: text,
  input: z.object({ caseId: z.string(), item: z.number(), holds: z.array(z.number()) }),
  output: z.object({ stamp: z.string() }),
  async run({ caseId, item, holds }, { signal }) {
    const key = `${caseId}:${item}`;
    begun.set(key, (begun.get(key) ?? 0) + 1);
    if (holds.includes(item))
      await new Promise<void>((resolve) => {
        held.set(key, resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    return { stamp: `stamp ${item}` };
  },
});

let system: Bench;
beforeAll(async () => {
  system = await bench(await devServer(), [stamp]);
  await deployModel(system, 'stamping');
});
afterAll(() => system[Symbol.asyncDispose]());

/** Starts an instance whose runs have other limits. */
async function begin(
  limits: NonNullable<ProcessInstanceInput['limits']>,
  { items = [], holds = [] }: { items?: number[]; holds?: number[] } = {},
) {
  const { db, temporal } = system;
  const caseId = randomUUID();
  const instanceId = await db.$transaction((tx) =>
    prepareInstance(tx, { key: 'stamping', variables: {}, agencyCode: 'H26.01' }),
  );
  await db.processInstance.update({
    where: { id: instanceId },
    data: { dispatchedAt: new Date(), hasWorkflow: true },
  });
  const { definition } = await db.processInstance.findUniqueOrThrow({
    where: { id: instanceId },
    include: { definition: true },
  });
  const input: ProcessInstanceInput = {
    ...{ processId: 'stamping', agencyCode: 'H26.01', taxCode: null, businessKey: null },
    ...{ variables: { caseId, items, holds }, flags: currentFlags, limits },
  };
  await temporal.workflow.start(processInstanceWorkflow, {
    workflowId: instanceId,
    taskQueue,
    args: [input, definitionClaim(definition.hash)],
  });
  const view = await dispatchInstance(system, instanceId);
  return { caseId, instanceId, taskId: `${instanceId}:${view.openTasks[0]?.key}` };
}

const assignments = (instanceId: string) =>
  system.db.instanceEvent.count({ where: { instanceId, event: 'userTaskAssigned' } });

/** How many runs there were. */
async function runsOf(instanceId: string): Promise<number> {
  let count = 0;
  for await (const _ of system.temporal.workflow.list({ query: `WorkflowId = '${instanceId}'` })) count++;
  return count;
}

async function assignOften(taskId: string, lanes: number, rounds: number): Promise<void> {
  const people = await system.db.person.findMany({ take: 8 });
  const lane = async (number: number) => {
    const id = people[number % people.length]?.id ?? null;
    for (let round = 0; round < rounds; round++)
      await assignTask(system, { taskId, assigneeId: id, actorId: id });
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
}

describe('a run of an instance', () => {
  it.each([
    ['events', { events: 30 }],
    ['bytes', { bytes: 6_000 }],
    ['updates', { updates: 4 }],
  ])('should end by its %s, with nothing lost', async (_, limits) => {
    const { instanceId, taskId } = await begin(limits);
    await assignOften(taskId, 1, 12);
    expect(await assignments(instanceId)).toBe(12);
    await eventually(async () => (await runsOf(instanceId)) > 1, 'a new run');
    await workOn(system).complete(instanceId, 'supervise');
    expect((await workOn(system).ended(instanceId)).state).toBe('COMPLETED');
  });

  it('should end however much is asked of it at once, each request done exactly once', async () => {
    const plans = fc.record({
      lanes: fc.integer({ min: 2, max: 8 }),
      events: fc.integer({ min: 8, max: 30 }),
      updates: fc.integer({ min: 2, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ lanes, ...limits }) => {
        const { instanceId, taskId } = await begin(limits);
        await assignOften(taskId, lanes, 6);
        expect(await assignments(instanceId)).toBe(lanes * 6);
        await eventually(async () => (await runsOf(instanceId)) > 1, 'a new run');
        await workOn(system).complete(instanceId, 'supervise');
        await workOn(system).ended(instanceId);
      }),
      { numRuns: 3, seed: 7 },
    );
  });

  it('should not be held open by a job that runs for long', async () => {
    const { caseId, instanceId, taskId } = await begin({ updates: 4 }, { items: [1], holds: [1] });
    const key = `${caseId}:1`;
    await eventually(async () => held.has(key), 'the job');
    await assignOften(taskId, 1, 16);
    expect(await assignments(instanceId)).toBe(16);
    await eventually(async () => (begun.get(key) ?? 0) > 1, 'the job in the next run');
    await workOn(system).complete(instanceId, 'supervise');
    held.get(key)?.();
    expect((await workOn(system).ended(instanceId)).variables).toMatchObject({ stamps: ['stamp 1'] });
  });
});

describe('external jobs', () => {
  const items = Array.from({ length: 24 }, (_, index) => index + 1);
  const stamps = items.map((item) => `stamp ${item}`);

  it('should run so many at once, over as many runs as it takes, each once', async () => {
    const first = items.slice(0, 4);
    const { caseId, instanceId, taskId } = await begin({ jobs: 4, events: 40 }, { items, holds: first });
    await eventually(async () => first.every((item) => held.has(`${caseId}:${item}`)), 'the first jobs');
    await assignOften(taskId, 1, 2);
    expect(items.filter((item) => begun.has(`${caseId}:${item}`))).toEqual(first);
    for (const item of first) held.get(`${caseId}:${item}`)?.();
    await workOn(system).complete(instanceId, 'supervise');
    expect((await workOn(system).ended(instanceId)).variables).toMatchObject({ stamps });
    expect(items.map((item) => begun.get(`${caseId}:${item}`))).toEqual(items.map(() => 1));
    expect(await runsOf(instanceId)).toBeGreaterThan(1);
  });

  it('should not wait for ever for one that runs for long', async () => {
    const { caseId, instanceId } = await begin({ jobs: 4, events: 40, patience: 200 }, { items, holds: [2] });
    const key = `${caseId}:2`;
    const others = () => items.every((item) => item === 2 || begun.has(`${caseId}:${item}`));
    await eventually(async () => others(), 'all others');
    expect(begun.get(key)).toBeGreaterThan(1);
    await workOn(system).complete(instanceId, 'supervise');
    await eventually(async () => {
      held.get(key)?.();
      return (await workOn(system).stored(instanceId)).state === 'COMPLETED';
    }, 'the end');
    expect((await workOn(system).stored(instanceId)).variables).toMatchObject({ stamps });
  });
});
