/** An instance that has come to rest at its start is not known to Temporal until something is asked of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  inspectInstance,
  previewRepair,
  repairInstance,
  viewInstance,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, historyOf, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
  await deployModel(system, 'review');
});
afterAll(() => system[Symbol.asyncDispose]());

const nobody = { actor: null, reason: 'test' };

async function workflowTasksOf(instanceId: string): Promise<number> {
  const events = await historyOf(system, instanceId);
  return events.filter((event) => event.workflowTaskStartedEventAttributes).length;
}

describe('an instance that waits for a person from its start', () => {
  it('should be inspected without Temporal', async () => {
    const { start } = workOn(system);
    const { instanceId } = await start();
    const { tokens, notAsked } = await inspectInstance(system, instanceId);
    expect(tokens.map(({ elementId }) => elementId)).toContain('assign');
    expect(notAsked).toBeNull();
    expect(await workflowTasksOf(instanceId)).toBe(0);
  });

  it('should complete its first task in its first workflow task', async () => {
    const { start, complete, ended } = workOn(system);
    const { instanceId, view } = await start();
    expect(view.openTasks).toHaveLength(1);
    expect(await workflowTasksOf(instanceId)).toBe(0);

    const { openTasks } = await complete(instanceId, 'assign');
    expect(openTasks.map(({ elementId }) => elementId)).toEqual(['process']);
    expect(await workflowTasksOf(instanceId)).toBe(1);
    await complete(instanceId, 'process');
    expect((await ended(instanceId)).state).toBe('COMPLETED');
  });

  it('should complete its first task when that was refused before', async () => {
    const { start, complete } = workOn(system);
    const { instanceId } = await start();
    const tooMuch = { note: 'x'.repeat(3_000_000) };
    await expect(complete(instanceId, 'assign', tooMuch)).rejects.toMatchObject({ code: 'INVALID' });
    const { openTasks } = await complete(instanceId, 'assign');
    expect(openTasks.map(({ elementId }) => elementId)).toEqual(['process']);
  });

  it.each([
    ['viewed', (id: string) => viewInstance(system, id)],
    [
      'asked what a repair would do',
      (id: string) => previewRepair(system, id, { kind: 'suspend', timers: 'run', ...nobody }),
    ],
    ['suspended', (id: string) => repairInstance(system, id, { kind: 'suspend', timers: 'run', ...nobody })],
  ])('should wake when it is %s', async (_, act) => {
    const { start } = workOn(system);
    const { instanceId, view } = await start();
    const expected = { openTasks: view.openTasks.map(({ key }) => expect.objectContaining({ key })) };
    await act(instanceId);
    expect(await viewInstance(system, instanceId)).toMatchObject(expected);
    expect(await workflowTasksOf(instanceId)).toBeGreaterThan(0);
  });
});
