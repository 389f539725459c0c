import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { eventually } from '../workflows/support.ts';

let server: TestWorkflowEnvironment;
let worker: ChildProcess;
beforeAll(async () => {
  server = await devServer();
  const file = fileURLToPath(new URL('quick-sandbox.worker.ts', import.meta.url));
  worker = fork(file, [server.address], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  expect(await Promise.race([once(worker, 'message'), once(worker, 'exit')])).toEqual(['ready', undefined]);
});
afterAll(async () => {
  worker.kill('SIGKILL');
  await server.teardown();
});

const start = (workflow: string) =>
  server.client.workflow.start(workflow, { workflowId: randomUUID(), taskQueue: 'quick-sandbox', args: [] });

describe('the sandbox of a worker', () => {
  it('should run workflows that wait, and those that fail', async () => {
    expect(await (await start('counting')).result()).toBe(3);
    await expect((await start('failing')).result()).rejects.toMatchObject({
      cause: { message: 'as expected' },
    });
  });

  it('should interrupt a workflow that never ends its turn, and go on with others', async () => {
    const endless = await start('endless');
    const failure = await eventually(async () => {
      const { events } = await endless.fetchHistory();
      return events?.find((event) => event.workflowTaskFailedEventAttributes) ?? false;
    }, 'the failure of its task');
    expect(failure.workflowTaskFailedEventAttributes?.failure?.message).toMatch(/timed out after 5000ms/);
    expect(await (await start('counting')).result()).toBe(3);
    await endless.terminate();
  });
});
