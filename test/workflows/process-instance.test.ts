import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeTask, startInstance } from '../../workflows/client/index.ts';
import { timeSkippingServer } from '../support/temporal.ts';
import { type Bench, bench, deployModel, eventually } from './support.ts';
import { testJobs } from './test-jobs.ts';

let it_: Bench;
beforeAll(async () => {
  it_ = await bench(await timeSkippingServer(), testJobs);
  await deployModel(it_, 'review');
});
afterAll(() => it_[Symbol.asyncDispose]());

const start = (caseId: string, variables: Record<string, unknown> = {}) =>
  startInstance(it_, {
    key: 'review',
    variables: { caseId, ...variables },
    agencyCode: 'H26.01',
    taxCode: '0199990011',
  });

describe('a process instance', () => {
  it('should go from start to end, and be readable after every step', async () => {
    const { instanceId, view } = await start('main');
    expect(view.openTasks).toMatchObject([{ elementId: 'assign' }]);
    const [assign] = await it_.db.task.findMany({ where: { instanceId } });
    expect(assign).toMatchObject({ state: 'OPEN', candidateGroups: ['leader@H26.01'] });
    const next = await completeTask(it_, { taskId: assign?.id ?? '', variables: { note: 'x' }, actorId: null });
    expect(next.openTasks).toMatchObject([{ elementId: 'process' }]);
    const last = await completeTask(it_, { taskId: `${instanceId}:${next.openTasks[0]?.key}`, variables: {}, actorId: null });
    expect(last.activeElements).toEqual(['seal']);
    const row = await eventually(
      () => it_.db.processInstance.findFirst({ where: { id: instanceId, state: 'COMPLETED' } }),
      'the end',
    );
    expect(row.variables).toMatchObject({ registered: 1, note: 'x', sealedBy: 'attempt 1' });
  });
});
