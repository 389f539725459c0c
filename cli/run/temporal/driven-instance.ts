/** An instance that is a real workflow, driven from outside one step after the other. */
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  type Command,
  currentFlags,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  nextDueAt,
  type Variables,
} from '../../../engine/index.ts';
import { definitionClaim } from '../../../workflows/definition-claim.ts';
import type { Ways } from '../ways.ts';
import {
  advanceUpdate,
  commandUpdate,
  type ScriptedInput,
  scriptedInstanceWorkflow,
  stateUpdate,
} from './scripted-messages.ts';
import { type Stage, taskQueue } from './stage.ts';

export interface DrivenStart {
  processId: string;
  variables: Variables;
  startElementId?: string;
  businessKey?: string | null;
  ways?: Ways;
}

export class DrivenInstance {
  readonly #stage: Stage;
  readonly #id: string;
  /** Epoch milliseconds. */
  readonly #startedAt: number;
  #state: InstanceState;

  private constructor(stage: Stage, id: string, startedAt: number, state: InstanceState) {
    this.#stage = stage;
    this.#id = id;
    this.#startedAt = startedAt;
    this.#state = state;
  }

  /** @param now epoch milliseconds */
  static async start(
    stage: Stage,
    graph: ExecutableGraph,
    start: DrivenStart,
    now: number,
  ): Promise<DrivenInstance> {
    stage.graphs.set(graph.hash, graph);
    const workflowId = `run-${randomUUID()}`;
    const input: ScriptedInput = {
      ...{ agencyCode: null, taxCode: null, businessKey: null, flags: currentFlags, now },
      ...start,
    };
    const state = await stage.server.client.workflow.executeUpdateWithStart(stateUpdate, {
      startWorkflowOperation: new WithStartWorkflowOperation(scriptedInstanceWorkflow, {
        ...{ workflowId, taskQueue },
        args: [input, definitionClaim(graph.hash)],
        workflowIdConflictPolicy: 'FAIL',
      }),
    });
    return new DrivenInstance(stage, workflowId, now, state);
  }

  /** At rest. */
  get state(): InstanceState {
    return this.#state;
  }

  /** All that were projected, in their order. */
  get events(): EngineEvent[] {
    return this.#stage.events.get(this.#id) ?? [];
  }

  /** Null when it was taken, else why it was refused. */
  async command(command: Command, ways?: Ways): Promise<string | null> {
    try {
      const args: [Command, Ways?] = ways ? [command, ways] : [command];
      this.#state = await this.#handle().executeUpdate(commandUpdate, { args });
      return null;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) return error.cause?.message ?? error.message;
      throw error;
    }
  }

  /** Virtual time reaches `now`, epoch milliseconds: Temporal's timers until then fire, the server skipping to them. */
  async letPass(now: number): Promise<void> {
    const from = nextDueAt(this.#state) ?? now;
    const advanced = await this.#handle().startUpdate(advanceUpdate, {
      args: [{ until: now }],
      waitForStage: 'ACCEPTED',
    });
    let isDone = false;
    const result = advanced.result().finally(() => {
      isDone = true;
    });
    // The timer runs from the last moment that the instance knew, which lies before its due time.
    const distance = Math.max(1_000, from - this.#startedAt);
    while (!isDone) {
      await this.#stage.server.sleep(distance);
      await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    this.#state = await result;
  }

  #handle() {
    return this.#stage.server.client.workflow.getHandle(this.#id);
  }
}
