/** Ways through test models, on a server, a database and a worker of their own. */
import {
  cancelInstance,
  publishMessage,
  resolveIncident,
  startInstance,
  type WorkContext,
} from '../../workflows/client/index.ts';
import { renewUpdate, repairInstanceUpdate } from '../../workflows/messages.ts';
import { eventually, workOn } from '../workflows/support.ts';

/** Ways through models/review.bpmn; each returns the id of an instance that it has brought to some point. */
export const modelWays: Record<string, (system: WorkContext) => Promise<string>> = {
  async 'review-to-the-end'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  async 'review-recalled'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId, caseId } = await start();
    await complete(instanceId, 'assign');
    await publishMessage(system, { name: 'recall', correlationKey: caseId, variables: { reason: 'x' } });
    await ended(instanceId);
    return instanceId;
  },
  async 'review-recalled-early'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId, caseId } = await start();
    const message = { name: 'recall', correlationKey: caseId, variables: {} };
    await publishMessage(system, { ...message, timeToLive: 60_000 });
    await complete(instanceId, 'assign');
    await ended(instanceId);
    return instanceId;
  },
  async 'review-refused-and-again'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start({ sealFault: 'refuse' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await eventually(
      () => system.db.task.findFirst({ where: { instanceId, elementId: 'process', state: 'OPEN' } }),
      'the way back',
    );
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  async 'review-with-an-incident'(system) {
    const { start } = workOn(system);
    const { instanceId } = await start({ numberFault: 'closed' });
    const { id } = await system.db.incident.findFirstOrThrow({ where: { instanceId } });
    await resolveIncident(system, { incidentId: id, variables: { numberFault: null }, actorId: null });
    return instanceId;
  },
  /** Stored is its last run, which began with what the first had come to. */
  async 'review-in-a-new-run'(system) {
    const { startWithHistoryLimit, complete, ended } = workOn(system);
    const { instanceId, firstExecutionRunId } = await startWithHistoryLimit(12);
    await complete(instanceId, 'assign');
    await eventually(
      async () =>
        (await system.temporal.workflow.getHandle(instanceId).describe()).runId !== firstExecutionRunId,
      'a new run',
    );
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  /** As all that follow, begun with the flags boundedRuns and largeLoops. */
  async 'flags-waiting-with-timer'(system) {
    const { start, complete } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    return instanceId;
  },
  async 'flags-asked-for-a-new-run'(system) {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const handle = system.temporal.workflow.getHandle(instanceId);
    const { runId } = await handle.describe();
    await handle.executeUpdate(renewUpdate);
    await eventually(async () => (await handle.describe()).runId !== runId, 'a new run');
    await complete(instanceId, 'process');
    await ended(instanceId);
    return instanceId;
  },
  async 'flags-with-repair'(system) {
    const { start, complete } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const handle = system.temporal.workflow.getHandle(instanceId);
    const who = { actor: null, reason: 'recorded' };
    await handle.executeUpdate(repairInstanceUpdate, { args: [{ kind: 'suspend', timers: 'stop', ...who }] });
    await handle.executeUpdate(repairInstanceUpdate, { args: [{ kind: 'resume', ...who }] });
    return instanceId;
  },
  /** Recorded while its tasks were begun a thousand at a time. */
  async 'flags-large-loop'(system) {
    const { instanceId } = await startInstance(system, {
      key: 'asking',
      variables: { units: Array.from({ length: 1_200 }, (_, index) => index) },
      agencyCode: 'H26.01',
    });
    return instanceId;
  },
  async 'review-cancelled'(system) {
    const { start, complete } = workOn(system);
    const { instanceId } = await start({ sealFault: 'wait' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
    return instanceId;
  },
};
