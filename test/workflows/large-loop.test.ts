import { afterAll, beforeAll, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { completeTask, startInstance } from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, workOn } from './support.ts';

/** docs/architecture.md has what more of them take. */
const count = Number(process.env.LOOP_ITEMS ?? 2_500);

let system: Bench;
beforeAll(async () => {
  system = await bench(await devServer(), []);
  await deployModel(system, 'asking');
});
afterAll(() => system[Symbol.asyncDispose]());

it('should ask thousands at once, and go on when enough have answered', { timeout: 600_000 }, async () => {
  const { db } = system;
  const begun = Date.now();
  const { instanceId, view } = await startInstance(system, {
    key: 'asking',
    variables: { units: Array.from({ length: count }, (_, index) => `unit ${index + 1}`) },
    agencyCode: 'H26.01',
  });
  expect(view.openTasks).toHaveLength(100);
  const open = { instanceId, state: 'OPEN' } as const;
  await eventually(async () => (await db.task.count({ where: open })) === count, 'all tasks', 300_000);
  const opened = Date.now();
  const tasks = await db.task.findMany({ where: open, take: 3, orderBy: { key: 'desc' } });
  expect(tasks[0]?.variables).not.toHaveProperty('units');
  const answered: number[] = [];
  for (const { id } of tasks) {
    const asked = Date.now();
    await completeTask(system, { taskId: id, variables: { opinion: 'yes' }, actorId: null });
    answered.push(Date.now() - asked);
  }
  const row = await workOn(system).ended(instanceId);
  expect(row.state).toBe('COMPLETED');
  expect((row.variables as { opinions: unknown[] }).opinions.filter((it) => it === 'yes')).toHaveLength(3);
  expect(await db.task.count({ where: open })).toBe(0);
  if (process.env.LOOP_ITEMS)
    console.log({ count, openMs: opened - begun, answeredMs: answered, endMs: Date.now() - opened });
});
