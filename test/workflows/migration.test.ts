/** Instances that run as workflows go to another version of their process: one by one, and many at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActivations } from '../../activities/projection/command-log.ts';
import { createCommit } from '../../activities/projection/commit.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  activeElementIds,
  applyCommand,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  mappingOf,
  nextDueAt,
  processVariables,
} from '../../engine/index.ts';
import type { Batch, BatchState } from '../../prisma/client/client.ts';
import {
  assignTask,
  type BatchSelection,
  cancelBatch,
  type MigrationOptions,
  migrateInstance,
  pauseBatch,
  previewMigration,
  proposeMigration,
  publishMessage,
  rebuild,
  resumeBatch,
  rollBackBatch,
  startBatch,
  startInstance,
  type Version,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { migrateCommand } from '../../workflows/client/migrate.ts';
import { replayActivation } from '../../workflows/recorded-state.ts';
import { type Bench, bench, deployModel, eventually, startWorker, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
let work: ReturnType<typeof workOn>;
let from: Version;
let to: Version;
let options: MigrationOptions;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
  work = workOn(system);
  await deployModel(system, 'review');
  await deployModel(system, 'review-2');
  const version = (version: number) =>
    system.db.processDefinition.findFirstOrThrow({
      where: { key: 'review', version },
      select: { id: true, key: true, hash: true },
    });
  [from, to] = await Promise.all([version(1), version(2)]);
  const mapping = mappingOf(await proposeMigration(system, from, to));
  options = { from, to, mapping, timers: 'keep', actor: null, reason: 'new version' };
});
afterAll(() => system[Symbol.asyncDispose]());

/** One of the first version. */
async function start(variables: Record<string, unknown> = {}) {
  const caseId = randomUUID();
  const variablesOf = { caseId, ...variables };
  const started = await startInstance(system, {
    ...{ key: 'review', version: 1, variables: variablesOf, agencyCode: 'H26.01', taxCode: '0199990011' },
  });
  return { caseId, ...started };
}

/** One that waits at `process`, with its timer running. */
async function processing() {
  const started = await start();
  await work.complete(started.instanceId, 'assign');
  return started;
}

const accepted = async (instanceId: string) => {
  const { events } = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
  return events?.filter((it) => it.workflowExecutionUpdateAcceptedEventAttributes).length;
};

describe('the migration of one instance', () => {
  it('should keep the claimed task and the running timer, and go on by the new version', async () => {
    const { instanceId } = await processing();
    const { id: taskId } = await system.db.task.findFirstOrThrow({
      where: { instanceId, elementId: 'process' },
    });
    const lan = await system.db.person.create({
      data: { username: `lan-${randomUUID()}`, name: 'Lan', side: 'AGENCY', roles: ['CLERK'] },
    });
    await assignTask(system, { taskId, assigneeId: lan.id, actorId: lan.id });

    const preview = await previewMigration(system, instanceId, options);
    const view = await migrateInstance(system, instanceId, options);

    expect(preview.problems).toEqual([]);
    expect(preview.events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['migrated', 'elementMigrated', 'userTaskMigrated', 'waitMigrated']),
    );
    expect(view.activeElements).toEqual(['handle']);
    const row = await work.stored(instanceId);
    expect(row.definitionId).toBe(to.id);
    expect(row.tasks.find(({ id }) => id === taskId)).toMatchObject({
      ...{ elementId: 'handle', name: 'Handle', state: 'OPEN', assigneeId: lan.id },
      candidateGroups: ['clerk@H26.01'],
    });
    const subscriptions = await system.db.messageSubscription.findMany({ where: { instanceId } });
    expect(subscriptions.map(({ elementId }) => elementId)).toEqual(['takenBack']);

    // nothing of it is in memory any more: the history alone leads back there
    await system.worker.stop();
    const { server, db, jobs } = system;
    system.worker = await startWorker({ server, db, jobs });
    await work.complete(instanceId, 'handle');
    await work.complete(instanceId, 'second');
    expect(await work.ended(instanceId)).toMatchObject({ state: 'COMPLETED' });
    for await (const verdicts of rebuild(db, { instanceIds: [instanceId] }))
      expect(verdicts).toMatchObject([{ outcome: 'equal', differences: [], problem: null }]);
  });

  it('should be refused before it reaches the history, with what cannot go', async () => {
    const { instanceId } = await start();
    await wakeInstance(system, instanceId);
    const before = await accepted(instanceId);
    const problem = { elementId: 'assign', reason: { en: 'The new version has nothing that it becomes.' } };
    expect((await previewMigration(system, instanceId, options)).problems).toMatchObject([problem]);
    await expect(migrateInstance(system, instanceId, options)).rejects.toMatchObject({
      code: 'INVALID',
      problems: [problem],
    });
    await expect(
      migrateInstance(system, instanceId, { ...options, from: to, to: from }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await accepted(instanceId)).toBe(before);
  });

  it('should take messages by the new version', async () => {
    const { instanceId, caseId } = await processing();
    await migrateInstance(system, instanceId, options);
    const message = { name: 'recall', correlationKey: caseId, messageId: randomUUID(), variables: {} };
    expect(await publishMessage(system, message)).toMatchObject({ matched: true });
    await work.ended(instanceId);
    const events = await system.db.instanceEvent.findMany({ where: { instanceId, event: 'completed' } });
    expect(events.map(({ elementId }) => elementId)).toContain('takenBack');
  });

  it('should begin new runs by the new version', async () => {
    const { instanceId, firstExecutionRunId } = await work.startWithHistoryLimit(10, {});
    // the newest is the second version: it goes to the first and back
    await migrateInstance(system, instanceId, { ...options, from: to, to: from, mapping: back() });
    await migrateInstance(system, instanceId, options);
    await eventually(async () => {
      const { runId } = await system.temporal.workflow.getHandle(instanceId).describe();
      return runId !== firstExecutionRunId;
    }, 'a new run');
    await migrateInstance(system, instanceId, { ...options, from: to, to: from, mapping: back() });
    await migrateInstance(system, instanceId, options);
    await work.complete(instanceId, 'handle');
    await work.complete(instanceId, 'second');
    expect(await work.ended(instanceId)).toMatchObject({ state: 'COMPLETED', definitionId: to.id });
  });

  it('should take over one that the database knows of and Temporal has lost', async () => {
    const { instanceId } = await processing();
    await commitAndLose(instanceId);
    expect(await work.stored(instanceId)).toMatchObject({ definitionId: to.id, activeElements: ['handle'] });
    await work.complete(instanceId, 'handle');
    await work.complete(instanceId, 'second');
    expect(await work.ended(instanceId)).toMatchObject({ state: 'COMPLETED' });
  });

  const back = () => ({
    review: { elements: { handle: 'process', takenBack: 'recalled' } },
  });

  /** Commits the migration as a worker does, and lets Temporal not hear of it: as if all had died at that moment. */
  async function commitAndLose(instanceId: string): Promise<void> {
    const graphOf = async ({ hash }: Version) => {
      const { graph } = await system.db.definitionContent.findUniqueOrThrow({ where: { hash } });
      return graph as unknown as ExecutableGraph;
    };
    const [source, target] = await Promise.all([graphOf(from), graphOf(to)]);
    let before: InstanceState | null = null;
    for (const { activation } of await readActivations(system.db, instanceId))
      before = replayActivation(source, before, activation).state;
    if (!before) throw new Error('Expected a recorded start.');
    const [after, at, command] = [before.sequence, Date.now(), migrateCommand(options)];
    const result = applyCommand(source, before, command, at, { graphs: () => target });
    if ('rejection' in result) throw new Error(result.rejection.message);
    const { state, events } = result;
    await createCommit(
      system.db,
      () => undefined,
    )({
      ...{ instanceId, agencyCode: 'H26.01', taxCode: null, after, at, events, jobs: [] },
      commands: [{ id: 'lost', at, command }],
      lifecycle: lifecycle(state),
      variables: processVariables(state),
      activeElements: activeElementIds(state),
      nextDueAt: nextDueAt(state),
      needsWorkflow: false,
    });
  }
});

describe('the migration of many', { timeout: 120_000 }, () => {
  const begin = (selection: Partial<BatchSelection>, first: 'check' | 'run' = 'check') => {
    const { mapping, timers, reason } = options;
    return startBatch(system, {
      ...{ kind: 'migration', agencyCode: 'H26.01', actorId: null, reason, begin: first },
      input: { from, to, mapping, timers },
      selection: { definitionId: from.id, agencyCode: 'H26.01', ...selection },
    });
  };
  const reached = (id: string, state: BatchState): Promise<Batch> =>
    eventually(
      async () => {
        const batch = await system.db.batch.findUniqueOrThrow({ where: { id } });
        return batch.state === state && batch;
      },
      `${state} of the batch`,
      100_000,
    );
  const versionsOf = async (ids: string[], version: Version) =>
    await system.db.processInstance.count({ where: { id: { in: ids }, definitionId: version.id } });
  /** Several at once, as they come. */
  async function many<T>(count: number, make: () => Promise<T>): Promise<T[]> {
    const all: T[] = [];
    for (let left = count; left > 0; left -= 10)
      all.push(...(await Promise.all(Array.from({ length: Math.min(10, left) }, make))));
    return all;
  }

  it('should list what cannot go, wait, go on, pause, and take back what has not gone on', async () => {
    const going = (await many(100, processing)).map(({ instanceId }) => instanceId);
    const staying = (await many(10, start)).map(({ instanceId }) => instanceId);
    const instanceIds = [...going, ...staying];

    const { id } = await begin({ instanceIds });
    expect(await reached(id, 'CHECKED')).toMatchObject({ total: 110, checked: 110, refused: 10, done: 0 });
    const refused = await system.db.batchItem.findMany({ where: { batchId: id, state: 'REFUSED' } });
    expect(refused.map(({ instanceId }) => instanceId).sort()).toEqual([...staying].sort());
    expect(refused[0]?.problems).toMatchObject([{ elementId: 'assign', reason: { vi: expect.any(String) } }]);
    expect(await versionsOf(instanceIds, from)).toBe(110);

    await resumeBatch(system, id);
    await eventually(async () => (await versionsOf(going, to)) > 0, 'the first of them');
    await pauseBatch(system, id);
    // what is under way is done with: the workflow ends, and nothing moves any more
    await system.temporal.workflow.getHandle(`batch-${id}`).result();
    const paused = await system.db.batch.findUniqueOrThrow({ where: { id } });
    expect(paused.state).toBe('PAUSED');
    expect(paused.done).toBe(await versionsOf(going, to));
    expect(paused.done).toBeLessThan(100);

    await resumeBatch(system, id);
    expect(await reached(id, 'DONE')).toMatchObject({ done: 100, refused: 10, failed: 0 });
    expect(await versionsOf(going, to)).toBe(100);

    const moved = going.slice(0, 5);
    for (const instanceId of moved) await work.complete(instanceId, 'handle');
    await rollBackBatch(system, id);
    expect(await reached(id, 'ROLLED_BACK')).toMatchObject({ done: 0, rolledBack: 95, kept: 5 });
    expect(await versionsOf(going, from)).toBe(95);
    expect(await versionsOf(moved, to)).toBe(5);
    const kept = await system.db.batchItem.findMany({ where: { batchId: id, state: 'KEPT' } });
    expect(kept[0]?.problems).toMatchObject([{ elementId: 'second' }]);
    await expect(resumeBatch(system, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('should find those at an element, go on without a check, and end when it is cancelled', async () => {
    const ready = (await many(3, processing)).map(({ instanceId }) => instanceId);
    const { id } = await begin({ elementId: 'process', instanceIds: ready }, 'run');
    expect(await reached(id, 'DONE')).toMatchObject({ total: 3, done: 3 });

    const others = (await many(2, processing)).map(({ instanceId }) => instanceId);
    const checked = await begin({ instanceIds: others });
    await reached(checked.id, 'CHECKED');
    expect(await cancelBatch(system, checked.id)).toMatchObject({ state: 'CANCELLED' });
    await expect(resumeBatch(system, checked.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await versionsOf(others, from)).toBe(2);
  });
});
