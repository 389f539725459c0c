/** Ways through test models, on a server, a database and a worker of their own. */

import { batchWorkflowId } from '../../workflows/batch-messages.ts';
import {
  cancelInstance,
  deploy,
  publishMessage,
  resolveIncident,
  rollBackBatch,
  startBatch,
  startInstance,
  throwSignal,
  type WorkContext,
} from '../../workflows/client/index.ts';
import { renewUpdate, repairInstanceUpdate } from '../../workflows/messages.ts';
import { aProcess } from '../engine/a-process.ts';
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
  async 'signal-broadcast'(system) {
    const p = aProcess('hears').startEvent();
    const model = p.from('start').catchEvent('heard', p.signal('storm')).userTask('act').endEvent();
    await deploy(system.db, { resources: [model.resource()], actorId: null, jobTypes: {} });
    await startInstance(system, { key: 'hears', variables: {}, agencyCode: 'H26.01' });
    const { id } = await throwSignal(system, { name: 'storm', variables: {}, agencyCode: null });
    await eventually(
      () => system.db.signalBroadcast.findFirst({ where: { id, delivered: 1, completedAt: { not: null } } }),
      'the end of the broadcast',
    );
    return `signal-${id}`;
  },
  /** Suspended, and gone on with by the roll-back. */
  async 'batch-rolled-back'(system) {
    const { start } = workOn(system);
    const instanceIds = [await start(), await start()].map(({ instanceId }) => instanceId);
    const { id } = await startBatch(system, {
      ...{ kind: 'suspension', input: { timers: 'stop' }, selection: { instanceIds } },
      ...{ agencyCode: null, actorId: null, reason: 'recorded', begin: 'run' },
    });
    const over = (state: 'DONE' | 'ROLLED_BACK') =>
      eventually(() => system.db.batch.findFirst({ where: { id, state } }), `the batch to be ${state}`);
    await over('DONE');
    await rollBackBatch(system, id);
    await over('ROLLED_BACK');
    return batchWorkflowId(id);
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
