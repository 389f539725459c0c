/** Who is measured: each takes instances of the same process from start to end. */
import { randomUUIDv7 } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Variables } from '../../../engine/index.ts';
import { completeTask, startInstance, type WorkContext } from '../../../workflows/client/index.ts';
import { cpuMs } from './cpu.ts';
import { completeTaskUpdate, type handling, startedUpdate } from './handwritten.ts';
import type { BenchSystem, WorkerKind } from './system.ts';

export interface Measured {
  instances: number;
  seconds: number;
  /** CPU of all processes that took part, for each instance. */
  cpuMsPerInstance: number;
  /** Of each completed task, from the request to the answer. */
  completeMs: number[];
}

export interface Contender {
  name: string;
  /** Starts instances for so long, and ends those that it has started. */
  run(clients: number, seconds: number): Promise<Measured>;
}

export const agencyCode = 'H26.01';

export function startVariables(): Variables {
  return { documentId: randomUUIDv7(), subject: 'Công văn về việc cấp giấy phép xây dựng' };
}

/** What people add when they complete assign, process and sign. */
export const answers: readonly Variables[] = [{ assignedTo: 'clerk.an' }, { approved: true }, {}];

/** As it is deployed: what rests in the database is done there. */
export function ours(system: BenchSystem): Contender {
  return ofTemporal(system, 'ours', 'ours', async (completeMs) => {
    await goThrough(system, completeMs);
  });
}

/** Each step by the instance's workflow, as those of an instance are that has come to a job outside of the database. */
export function led(system: BenchSystem): Contender {
  return ofTemporal(system, 'led', 'ours', async (completeMs) => {
    await goThrough(ledByWorkflows(system), completeMs);
  });
}

/** Where no dispatcher is known to be, an instance with a timer has a workflow, and that does its steps. */
export const ledByWorkflows = (system: BenchSystem): WorkContext => ({ ...system, timersAreSwept: false });

/** One instance of ours, from start to end. @param completeMs how long each completion took is added here @returns its id */
export async function goThrough(context: WorkContext, completeMs: number[] = []): Promise<string> {
  const request = { key: 'handling', variables: startVariables(), agencyCode };
  const { instanceId, view } = await startInstance(context, request);
  let open = view.openTasks;
  let state = view.state;
  for (const variables of answers) {
    const taskId = `${instanceId}:${open[0]?.key}`;
    const began = performance.now();
    ({ openTasks: open, state } = await completeTask(context, { taskId, variables, actorId: null }));
    completeMs.push(performance.now() - began);
  }
  if (state !== 'completed') throw new Error(`Expected ${instanceId} to have ended, but it is ${state}.`);
  return instanceId;
}

export function handwritten(system: BenchSystem): Contender {
  const { db, temporal } = system;
  return ofTemporal(system, 'handwritten', 'handwritten', async (completeMs) => {
    const instanceId = `handwritten-${randomUUIDv7()}`;
    const variables = startVariables();
    await db.$executeRaw`
      INSERT INTO "ProcessInstance" ("id", "definitionId", "startedAt", "activeElements", "agencyCode", "input")
      SELECT ${instanceId}, d."id", now(), '{}', ${agencyCode}, ${JSON.stringify(variables)}::jsonb
      FROM "ProcessDefinition" d WHERE d."key" = 'handling' ORDER BY d."version" DESC LIMIT 1`;
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof handling>('handling', {
      workflowId: instanceId,
      taskQueue: 'handwritten',
      args: [{ agencyCode, variables }],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    let view = await temporal.workflow.executeUpdateWithStart(startedUpdate, { startWorkflowOperation });
    const handle = temporal.workflow.getHandle(instanceId);
    for (const variables of answers) {
      const key = view.openTasks[0]?.key ?? '';
      const began = performance.now();
      view = await handle.executeUpdate(completeTaskUpdate, { args: [{ key, variables, actor: null }] });
      completeMs.push(performance.now() - began);
    }
    if (view.isOpen) throw new Error(`Expected ${instanceId} to have ended, but it is open.`);
  });
}

function ofTemporal(
  system: BenchSystem,
  name: string,
  worker: WorkerKind,
  one: (completeMs: number[]) => Promise<void>,
): Contender {
  const cpu = (): number => {
    const { user, system: kernel } = process.cpuUsage();
    const { postgres, temporal } = system.pids;
    return (user + kernel) / 1000 + cpuMs([postgres, temporal, system.workerPid(worker)]);
  };
  return {
    name,
    async run(clients, forSeconds) {
      const completeMs: number[] = [];
      const cpuBefore = cpu();
      const began = performance.now();
      let instances = 0;
      const lane = async (): Promise<void> => {
        for (; performance.now() - began < forSeconds * 1000; instances++) await one(completeMs);
      };
      await Promise.all(Array.from({ length: clients }, lane));
      const seconds = (performance.now() - began) / 1000;
      return { instances, seconds, cpuMsPerInstance: (cpu() - cpuBefore) / instances, completeMs };
    },
  };
}
