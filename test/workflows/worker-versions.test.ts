import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { buildBundle, buildIdOf } from '../../workflows/bundle.ts';
import { makeCurrent, renewInstances, workerVersions } from '../../workflows/client/worker-versions.ts';
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

async function startVersion(entry?: string) {
  const bundlePath = await buildBundle(entry === undefined ? {} : { entry });
  const version = { deploymentName, buildId: buildIdOf(bundlePath) };
  const worker = await startWorker({ ...system, bundlePath, version });
  workers.push(worker);
  await makeCurrent(system.temporal, version);
  return { ...version, stop: worker.stop };
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
    const { instanceId: old } = await start();
    await eventually(
      async () => (await buildOf(old)) === former.buildId,
      'the first run of the old instance',
    );

    const next = await startVersion('test/workflows/next-version.ts');
    expect(next.buildId).not.toBe(former.buildId);
    const { instanceId: young } = await start();
    await complete(old, 'assign');
    await eventually(
      async () => (await buildOf(young)) === next.buildId,
      'the first run of the young instance',
    );
    expect(await buildOf(old)).toBe(former.buildId);

    await eventually(async () => {
      const versions = await workerVersions(system.temporal, deploymentName);
      return versions.every(({ instances }) => instances === 1) && versions.length === 2;
    }, 'an instance of each version');
    const { firstExecutionRunId } = await system.temporal.workflow
      .getHandle(old)
      .describe()
      .then(({ raw }) => ({
        firstExecutionRunId: raw.workflowExecutionInfo?.execution?.runId,
      }));
    expect(await renewInstances(system.temporal, former)).toEqual([]);
    await eventually(
      async () => (await buildOf(old)) === next.buildId,
      'the new version of the old instance',
    );
    const { runId } = await system.temporal.workflow.getHandle(old).describe();
    expect(runId).not.toBe(firstExecutionRunId);
    await eventually(async () => {
      const versions = await workerVersions(system.temporal, deploymentName);
      return versions.find(({ buildId }) => buildId === former.buildId)?.instances === 0;
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
