import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rolloutCommand } from '../../cli/rollout.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { buildBundle, buildIdOf } from '../../workflows/bundle.ts';
import { wakeInstance } from '../../workflows/client/index.ts';
import { makeCurrent } from '../../workflows/client/worker-versions.ts';
import {
  type Bench,
  bench,
  deployModel,
  eventually,
  type RunningWorker,
  startWorker,
  workOn,
} from './support.ts';
import { testJobs } from './test-jobs.ts';

const deploymentName = 'congvan';

let system: Bench;
const workers: RunningWorker[] = [];
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
  await system.worker.stop();
  await deployModel(system, 'review');
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await system[Symbol.asyncDispose]();
});

let printed: string[];
beforeEach(() => {
  vi.stubEnv('TEMPORAL_ADDRESS', system.server.address);
  vi.stubEnv('WORKER_DEPLOYMENT', deploymentName);
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What `congvan rollout` prints of the versions: the open instances of each, and what is said of it. */
async function rollOut(...argv: string[]): Promise<Record<string, string>> {
  printed = [];
  expect(await rolloutCommand(argv)).toBe(0);
  return Object.fromEntries(
    printed.flatMap((line) => {
      const [, buildId = '', rest = ''] = /^ {2}(\S+) +(\d+ open instances.*)$/.exec(line) ?? [];
      return buildId === '' ? [] : [[buildId, rest]];
    }),
  );
}

async function startVersion(entry?: string) {
  const bundlePath = await buildBundle(entry === undefined ? {} : { entry });
  const buildId = buildIdOf(bundlePath);
  const worker = await startWorker({ ...system, bundlePath, version: { deploymentName, buildId } });
  workers.push(worker);
  return { buildId, stop: worker.stop };
}

/** The build whose workers have done the last step of the instance's current run. */
async function buildOf(instanceId: string): Promise<string | null | undefined> {
  const { raw } = await system.temporal.workflow.getHandle(instanceId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
}

describe('two versions of the workers', () => {
  it('should be side by side until all that the old one began has gone over to the new one', async () => {
    const { start, complete, ended } = workOn(system);
    const former = await startVersion();
    // without a build id it is that of this checkout
    expect(await rollOut()).toEqual({ [former.buildId]: '0 open instances, current' });
    const { instanceId: old } = await start();
    await wakeInstance(system, old);
    await eventually(
      async () => (await buildOf(old)) === former.buildId,
      'the first run of the old instance',
    );

    const next = await startVersion('test/workflows/next-version.ts');
    expect(next.buildId).not.toBe(former.buildId);
    const toNext = ['--build-id', next.buildId];
    await rollOut(...toNext, '--no-renew');
    const { instanceId: young } = await start();
    await wakeInstance(system, young);
    await complete(old, 'assign');
    await eventually(
      async () => (await buildOf(young)) === next.buildId,
      'the first run of the young instance',
    );
    expect(await buildOf(old)).toBe(former.buildId);

    await eventually(async () => {
      const versions = await rollOut('--status');
      return (
        versions[former.buildId] === '1 open instances' &&
        versions[next.buildId] === '1 open instances, current'
      );
    }, 'an instance of each version');
    const { firstExecutionRunId } = await system.temporal.workflow
      .getHandle(old)
      .describe()
      .then(({ raw }) => ({
        firstExecutionRunId: raw.workflowExecutionInfo?.execution?.runId,
      }));
    await rollOut(...toNext);
    await eventually(
      async () => (await buildOf(old)) === next.buildId,
      'the new version of the old instance',
    );
    const { runId } = await system.temporal.workflow.getHandle(old).describe();
    expect(runId).not.toBe(firstExecutionRunId);
    await eventually(async () => {
      const versions = await rollOut('--status');
      return versions[former.buildId] === '0 open instances, its workers may be stopped';
    }, 'nothing left to the old version');

    await former.stop();
    await complete(old, 'process');
    expect((await ended(old)).variables).toMatchObject({ sealedBy: 'attempt 1' });
    await complete(young, 'assign');
    await complete(young, 'process');
    await ended(young);
  }, 180_000);

  it('should not become current when none of its workers has reported itself', async () => {
    await expect(makeCurrent(system.temporal, { deploymentName, buildId: 'nobody' }, 0)).rejects.toThrow(
      /No worker of congvan with the build nobody/,
    );
  });
});
