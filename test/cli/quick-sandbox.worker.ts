/** A worker as production has it, with one workflow thread, for the workflows of the test. Argument: Temporal's address. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { quickenSandbox } from '../../cli/worker-settings.ts';

quickenSandbox();
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: process.argv[2] ?? '' }),
  taskQueue: 'quick-sandbox',
  workflowsPath: fileURLToPath(new URL('quick-sandbox.workflows.ts', import.meta.url)),
  reuseV8Context: true,
  workflowThreadPoolSize: 1,
});
process.send?.('ready');
await worker.run();
