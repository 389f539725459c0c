/**
 * One file of engine code in the three places where it runs: Node, Temporal's workflow sandbox, and a browser. The same cases leave
 * the same traces, byte for byte. Own cases always; another project's folder where it is there (CONFORMANCE_DIR).
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { portableCases } from './betsy.ts';
import { bundle, openPageWith } from './browser-bundle.ts';
import { conformanceFolder, ownCases } from './cases.ts';
import type { PortableCase } from './portable-run.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const betsyFolder = join(conformanceFolder, 'betsy');
/** Inside the checkout, where packages are found; git-ignored. */
const folder = here(`../../.cache/one-bundle-${process.pid}`);
const taskQueue = 'one-bundle';

/** So many cases fit into one message, and into the second that a workflow task may take. */
const atOnce = 10;

type Play = (cases: PortableCase[]) => Promise<string[]>;
let places: Record<'node' | 'sandbox' | 'browser', Play>;
let close: () => Promise<void>;

beforeAll(async () => {
  const code = await bundle('portable-run.ts');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'engine.mjs');
  await writeFile(file, code);
  const [sandbox, chromium] = await Promise.all([openSandbox(), openPageWith(code, 'play')]);
  const { play } = (await import(pathToFileURL(file).href)) as { play(cases: PortableCase[]): string[] };
  places = {
    // as the others get them: through JSON
    node: async (cases) => play(JSON.parse(JSON.stringify(cases))),
    sandbox: sandbox.play,
    browser: (cases) => playInPage(chromium.page, cases),
  };
  close = async () => {
    await Promise.all([sandbox.close(), chromium.browser.close()]);
    await rm(folder, { recursive: true });
  };
}, 240_000);

afterAll(() => close?.());

describe('the engine', () => {
  it('should leave the same traces in Node, in the workflow sandbox and in the browser', async () => {
    await expectSameTraces(await ownCases());
  });

  it.skipIf(!existsSync(betsyFolder))(
    "should do so with another project's models (CONFORMANCE_DIR)",
    { timeout: 240_000 },
    async () => {
      const cases = await portableCases(betsyFolder);
      expect(cases.length).toBeGreaterThan(200);
      await expectSameTraces(cases);
    },
  );
});

async function expectSameTraces(cases: PortableCase[]): Promise<void> {
  for (let i = 0; i < cases.length; i += atOnce) {
    const some = cases.slice(i, i + atOnce);
    const traces = await places.node(some);
    expect(traces.every((trace) => trace.split('\n').length > 3)).toBe(true);
    expect(await places.sandbox(some)).toEqual(traces);
    expect(await places.browser(some)).toEqual(traces);
  }
}

// places //////////////////////////////////////////////////////////////////////////////////////////

async function openSandbox(): Promise<{ play: Play; close(): Promise<void> }> {
  const workflows = join(folder, 'workflows.mjs');
  await writeFile(
    workflows,
    "import { play } from './engine.mjs';\nexport const playCases = async (cases) => play(cases);\n",
  );
  const [server, { code }] = await Promise.all([
    timeSkippingServer(),
    bundleWorkflowCode({ workflowsPath: workflows, logger: new DefaultLogger('WARN') }),
  ]);
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue,
    workflowBundle: { code },
  });
  const running = worker.run();
  return {
    play: playInWorkflow(server),
    async close() {
      worker.shutdown();
      await running;
      await server.teardown();
    },
  };
}

function playInWorkflow(server: TestWorkflowEnvironment): Play {
  let count = 0;
  return (cases) =>
    server.client.workflow.execute<Play>('playCases', {
      taskQueue,
      workflowId: `one-bundle-${count++}`,
      args: [cases],
    });
}

const playInPage = (page: Page, cases: PortableCase[]): Promise<string[]> =>
  page.evaluate((given) => (globalThis as unknown as { play: Play }).play(given), cases);
