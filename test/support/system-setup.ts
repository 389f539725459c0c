/**
 * Vitest global setup: one running system for all end-to-end files of a run, started when the first of them asks for it. While writing
 * tests, CONGVAN_TEST_SYSTEM names the data folder of one that runs already, which is left running.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { runningSystem } from '../../cli/running-system.ts';
import { type System, startSystem } from './whole-system.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address that answers with the shared system's address and data folder. */
    systemServer: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let system: Promise<System> | undefined;
  const given = process.env.CONGVAN_TEST_SYSTEM;
  const server = createServer((_request, response) => {
    if (!given) system ??= startSystem();
    const found = system ?? running(given ?? '');
    found.then(
      ({ url, folder }) => response.end(JSON.stringify({ url, folder })),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  // It answers when the system is ready, which may take minutes where the interface is built first.
  server.requestTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  project.provide('systemServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  return async () => {
    server.close();
    const started = await system?.catch(() => undefined);
    await started?.[Symbol.asyncDispose]();
  };
}

async function running(folder: string): Promise<{ url: string; folder: string }> {
  const found = await runningSystem(folder);
  if (!found) throw new Error(`CONGVAN_TEST_SYSTEM: nothing runs on ${folder}.`);
  return { url: found.url, folder };
}
