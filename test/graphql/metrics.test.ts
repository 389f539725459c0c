import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemMetrics } from '../../graphql/system-metrics.ts';
import { type ApiBench, apiBench, aTask, deployNothing, submit, unreachableTemporal } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
  await deployNothing(bench.db);
});
afterAll(() => bench[Symbol.asyncDispose]());

const hour = 3_600_000;
const ago = new Date(Date.now() - hour);

/** The values of a metric by its labels as printed. */
function valuesOf(text: string, name: string): Record<string, number> {
  const rows = [...text.matchAll(new RegExp(`^${name}(\\{.*\\})? (\\S+)$`, 'gm'))];
  return Object.fromEntries(rows.map(([, labels = '', value]) => [labels, Number(value)]));
}

function scrape(temporal: Client = unreachableTemporal()): Promise<string> {
  return createSystemMetrics({ db: bench.db, temporal, log: pino({ level: 'silent' }) })();
}

describe('/metrics', () => {
  it('should show the process and the system, and what could not be found out', async () => {
    const text = await (await bench.api.fetch(bench.request(null, '/metrics'))).text();
    expect(valuesOf(text, 'process_resident_memory_bytes')['']).toBeGreaterThan(1e6);
    expect(valuesOf(text, 'congvan_documents_overdue')).toEqual({ '': 0 });
    expect(valuesOf(text, 'congvan_measurement_failed')).toEqual({
      '{part="database"}': 0,
      '{part="temporal"}': 1,
    });
  });

  it('should count open incidents by code, whatever stands in the code', async () => {
    const { instanceId } = await aTask(bench.db);
    const codes = ['JOB_FAILED', 'JOB_FAILED', 'a "quoted"\\code'];
    await bench.db.incident.createMany({
      data: [...codes, 'RESOLVED'].map((code, index) => ({
        id: `${instanceId}:${index}`,
        instanceId,
        key: String(index),
        elementId: 'work',
        code,
        message: '',
        at: ago,
        resolvedAt: code === 'RESOLVED' ? ago : null,
      })),
    });
    expect(valuesOf(await scrape(), 'congvan_incidents_open')).toEqual({
      '{code="JOB_FAILED"}': 2,
      '{code="a \\"quoted\\"\\\\code"}': 1,
    });
  });

  it('should count tasks and documents past their time, without those that rest or are done', async () => {
    const before = await scrape();
    await aTask(bench.db, { dueAt: ago });
    await aTask(bench.db, { dueAt: new Date(Date.now() + hour) });
    const states = [{ dueAt: ago }, { dueAt: ago, pausedAt: ago }, { dueAt: ago, closedAt: ago }, {}];
    for (const data of states) {
      const { id } = await submit(bench, 'doanhnghiep');
      await bench.db.document.update({ where: { id }, data });
    }
    const after = await scrape();
    const grown = (name: string) => (valuesOf(after, name)[''] ?? 0) - (valuesOf(before, name)[''] ?? 0);
    expect(grown('congvan_tasks_overdue')).toBe(1);
    expect(grown('congvan_documents_overdue')).toBe(1);
  });

  it('should show how much has not reached Temporal, and since when', async () => {
    const { instanceId } = await aTask(bench.db);
    await bench.db.processInstance.updateMany({ data: { dispatchedAt: new Date() } });
    await bench.db.processInstance.update({
      where: { id: instanceId },
      data: { dispatchedAt: null, startedAt: ago },
    });
    const text = await scrape();
    expect(valuesOf(text, 'congvan_outbox_instances')).toEqual({ '': 1 });
    expect(valuesOf(text, 'congvan_outbox_oldest_seconds')['']).toBeGreaterThanOrEqual(3600);
  });

  it('should count mails that were tried in vain, and those that were given up', async () => {
    const mail = { madeBy: 'metrics:1', to: 'a@congvan.example', subject: '', text: '' };
    const [failed, later] = [{ attempts: 1, lastError: '450' }, new Date(Date.now() + hour)];
    await bench.db.outgoingMail.createMany({
      data: [
        { ...mail, personId: randomUUID() },
        { ...mail, personId: randomUUID(), attempts: 1, nextAttemptAt: later },
        { ...mail, personId: randomUUID(), ...failed, nextAttemptAt: later },
        { ...mail, personId: randomUUID(), ...failed, nextAttemptAt: later },
        { ...mail, personId: randomUUID(), ...failed, nextAttemptAt: null },
        { ...mail, personId: randomUUID(), ...failed, nextAttemptAt: null, sentAt: ago },
      ],
    });
    const text = await scrape();
    expect(valuesOf(text, 'congvan_mails_delayed')).toEqual({ '': 2 });
    expect(valuesOf(text, 'congvan_mails_given_up')).toEqual({ '': 1 });
  });

  it('should show what waits in the task queues', async () => {
    const asked: number[] = [];
    const temporal = {
      options: { namespace: 'default' },
      withDeadline: (_: number, run: () => unknown) => run(),
      workflowService: {
        describeTaskQueue: async ({ taskQueueType }: { taskQueueType: number }) => {
          asked.push(taskQueueType);
          return {
            stats: { approximateBacklogCount: 7, approximateBacklogAge: { seconds: 4 } },
            pollers: [{}, {}],
          };
        },
      },
    } as unknown as Client;
    const text = await scrape(temporal);
    expect(asked).toEqual([1, 2]);
    expect(valuesOf(text, 'congvan_task_queue_backlog')).toEqual({
      '{queue="congvan",kind="workflow"}': 7,
      '{queue="congvan",kind="activity"}': 7,
    });
    expect(
      valuesOf(text, 'congvan_task_queue_backlog_age_seconds')['{queue="congvan",kind="activity"}'],
    ).toBe(4);
    expect(valuesOf(text, 'congvan_task_queue_pollers')['{queue="congvan",kind="workflow"}']).toBe(2);
  });
});
