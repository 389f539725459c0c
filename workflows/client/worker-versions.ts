/**
 * Versions of workers side by side: instances are pinned to the version that began their run, new ones begin with the current one.
 * Only for workers that are started with a deployment (docs/how-to/change-the-interpreter.md).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { processInstanceWorkflow, renewUpdate } from '../messages.ts';
import { answerTimeout } from './context.ts';

export interface WorkerVersion {
  deploymentName: string;
  buildId: string;
}

export interface VersionStanding extends WorkerVersion {
  isCurrent: boolean;
  /** Open instances that are pinned to it, and what is under way with many: broadcasts and batches, which end or go over by themselves. */
  instances: number;
}

/**
 * New instances, and next runs of old ones, go to that version from now on. Its workers must have reported themselves: waited for.
 * @param limit milliseconds
 * @throws Error when they have not within the limit
 */
export async function makeCurrent(temporal: Client, version: WorkerVersion, limit = 60_000): Promise<void> {
  const { namespace, identity } = temporal.options;
  const deadline = Date.now() + limit;
  for (;;) {
    try {
      await temporal.workflowService.setWorkerDeploymentCurrentVersion({ namespace, identity, ...version });
      return;
    } catch (error) {
      if (!isUnknownVersion(error)) throw error;
      if (Date.now() > deadline)
        throw new Error(
          `No worker of ${version.deploymentName} with the build ${version.buildId} has reported itself within ${limit / 1000} s.`,
        );
      await pause(500);
    }
  }
}

/** Versions that Temporal knows of the deployment, the newest first. None: no worker has ever reported itself. */
export async function workerVersions(temporal: Client, deploymentName: string): Promise<VersionStanding[]> {
  const { namespace } = temporal.options;
  const { workerDeploymentInfo } = await temporal.workflowService
    .describeWorkerDeployment({ namespace, deploymentName })
    .catch((error: unknown) => {
      if (isUnknownVersion(error)) return { workerDeploymentInfo: null };
      throw error;
    });
  const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
  const versions: VersionStanding[] = [];
  for (const { deploymentVersion } of workerDeploymentInfo?.versionSummaries ?? []) {
    const buildId = deploymentVersion?.buildId;
    if (!buildId) continue;
    const { count } = await temporal.workflow.count(pinnedTo({ deploymentName, buildId }));
    versions.push({ deploymentName, buildId, isCurrent: buildId === current, instances: count });
  }
  return versions;
}

/**
 * Asks the open instances of that version to begin a new run, which the current version takes. Each does so as soon as it is at rest;
 * may be repeated.
 * @param onProgress how many have been asked
 * @returns the ids of those that did not answer
 */
export async function renewInstances(
  temporal: Client,
  version: WorkerVersion,
  onProgress: (asked: number) => void = () => undefined,
): Promise<string[]> {
  const silent: string[] = [];
  const instances = temporal.workflow.list({ query: openInstances(version) })[Symbol.asyncIterator]();
  let asked = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await instances.next();
      if (done) return;
      if (!(await renew(temporal, value.workflowId))) silent.push(value.workflowId);
      onProgress(++asked);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return silent;
}

// helpers /////////////////////////////////////////////////////////////////////////////////////////

async function renew(temporal: Client, instanceId: string): Promise<boolean> {
  try {
    await temporal.withDeadline(Date.now() + answerTimeout, () =>
      temporal.workflow.getHandle(instanceId).executeUpdate(renewUpdate),
    );
    return true;
  } catch (error) {
    // it has ended meanwhile
    return error instanceof WorkflowNotFoundError;
  }
}

const pinnedTo = ({ deploymentName, buildId }: WorkerVersion): string =>
  `ExecutionStatus = 'Running' AND TemporalWorkerDeploymentVersion = '${deploymentName}:${buildId}'`;

const openInstances = (version: WorkerVersion): string =>
  `WorkflowType = '${processInstanceWorkflow}' AND ${pinnedTo(version)}`;

/** NOT_FOUND, or FAILED_PRECONDITION before any worker of the deployment has reported itself. */
function isUnknownVersion(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && (cause.code === 5 || cause.code === 9);
}
