import { afterAll, describe, expect, it } from 'vitest';
import { readSystemHistory } from '../../../cli/simulate/system-history.ts';
import { testDatabase } from '../../support/database.ts';

const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const { db } = database;

const at = (minute: number): Date => new Date(Date.parse('2026-01-05T01:00:00Z') + minute * 60_000);

async function anInstance(
  id: string,
  process: string,
  events: [minute: number, event: string, element: string, key: string][],
) {
  await db.definitionContent.upsert({
    where: { hash: process },
    update: {},
    create: { hash: process, resources: [], graph: {} },
  });
  const definition = await db.processDefinition.upsert({
    where: { key_version: { key: process, version: 1 } },
    update: {},
    create: { key: process, version: 1, name: process, hash: process, deployedAt: at(0) },
  });
  await db.processInstance.create({ data: { id, definitionId: definition.id, startedAt: at(0) } });
  await db.instanceCommit.createMany({
    data: events.map(([minute, event, element, key], i) => ({
      ...{ instanceId: id, sequence: i + 1, at: at(minute), events: [[event, 'x', element, key, null]] },
    })),
  });
}

describe('the history of the running system', () => {
  it('should tell when elements began, were claimed and ended, and which flows were taken', async () => {
    await anInstance('one', 'letters', [
      [0, 'activated', 'letters', '1'],
      [1, 'activated', 'read', '2'],
      [2, 'userTaskOpened', 'read', '2'],
      [5, 'userTaskAssigned', 'read', '2'],
      [9, 'completed', 'read', '2'],
      [9, 'taken', 'read-end', '3'],
    ]);
    await anInstance('two', 'letters', [
      [3, 'activated', 'letters', '1'],
      [3, 'taken', 'read-end', '3'],
    ]);
    await anInstance('three', 'other', [[0, 'activated', 'other', '1']]);
    expect(await readSystemHistory(db, 'letters')).toEqual([
      { element: 'letters', startedAt: at(0).getTime() },
      {
        element: 'read',
        startedAt: at(1).getTime(),
        claimedAt: at(5).getTime(),
        completedAt: at(9).getTime(),
      },
      { element: 'letters', startedAt: at(3).getTime() },
      { flow: 'read-end', count: 2 },
    ]);
  });
});
