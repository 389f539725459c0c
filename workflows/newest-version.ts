/**
 * A pinned workflow stays with the workers of the version that began its run; its next run is to be taken by those of the newest.
 * Temporal's servers from 1.31 on are told so with the command (`initialVersioningBehavior`). Those before look at what the last task
 * of the ending run reported, for which the SDK has no door.
 */
import { makeContinueAsNewFunc, type Workflow, workflowInfo } from '@temporalio/workflow';

const behavior = 'AUTO_UPGRADE';

/** As `continueAsNew`, and just that where workers have no versions. */
export function continueInNewestVersion<W extends Workflow>(...args: Parameters<W>): Promise<never> {
  if (!workflowInfo().currentDeploymentVersion?.deploymentName) return makeContinueAsNewFunc<W>()(...args);
  const sandbox = globalThis as unknown as { __TEMPORAL_ACTIVATOR__: { versioningBehavior?: string } };
  sandbox.__TEMPORAL_ACTIVATOR__.versioningBehavior = behavior;
  return makeContinueAsNewFunc<W>({ initialVersioningBehavior: behavior })(...args);
}
