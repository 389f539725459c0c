/**
 * A worker in a process of its own that is killed right after a commit, before Temporal hears of it.
 * Arguments: database URL, Temporal address, what that commit contains.
 */
import { NativeConnection } from '@temporalio/worker';
import { createWorker } from '../../cli/create-worker.ts';
import { openDatabase } from '../../prisma/database.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import { taskQueue } from '../../workflows/client/context.ts';
import { testJobs } from './test-jobs.ts';

const [databaseUrl = '', address = '', content = ''] = process.argv.slice(2);

const worker = await createWorker({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  db: openDatabase(databaseUrl),
  jobs: testJobs,
  environment: { storage: undefined as never, pkiFolder: '' },
  bundlePath: await buildBundle(),
  settings: {
    interceptors: {
      activity: [
        () => ({
          inbound: {
            async execute(input, next) {
              const result = await next(input);
              if (JSON.stringify(input.args).includes(content)) process.kill(process.pid, 'SIGKILL');
              return result;
            },
          },
        }),
      ],
    },
  },
});
process.send?.('ready');
await worker.run();
