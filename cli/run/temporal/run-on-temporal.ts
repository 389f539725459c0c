/**
 * `congvan run --on temporal`: runs a case as a real workflow under the time-skipping server, to the same trace as in memory
 * (cli/run/virtual-run.ts).
 */
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { CommitInput, CommitResult } from '../../../activities/projection/contract.ts';
import {
  addDuration,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  parseDuration,
  type TraceLine,
  toTrace,
  type Variables,
} from '../../../engine/index.ts';
import { buildBundle } from '../../../workflows/bundle.ts';
import { workerDataConverter } from '../../../workflows/client/data-converter.ts';
import { definitionClaim } from '../../../workflows/definition-claim.ts';
import { timeSkippingServer } from '../../temporal/test-environments.ts';
import type { Case } from '../case.ts';
import { Exchange, type FollowedView } from '../exchange.ts';
import { FollowedStarts } from '../followed-starts.ts';
import { jobCommand } from '../job-command.ts';
import type { RunResult } from '../run-in-memory.ts';
import type { Step } from '../step.ts';
import type { Outcome } from '../virtual-run.ts';
import {
  advanceUpdate,
  commandUpdate,
  type ScriptedInput,
  type ScriptedView,
  scriptedInstanceWorkflow,
  viewUpdate,
} from './scripted-messages.ts';

const taskQueue = 'congvan-run';
const startOfVirtualTime = Date.parse('2026-01-05T01:00:00Z');
/** The server is kept for the next case of a batch; without one for so long, milliseconds, it ends. */
const linger = 500;

export async function runOnTemporal(prepared: Case): Promise<RunResult> {
  const stage = await enter();
  try {
    const run = new ScriptedRun(stage, prepared);
    await run.begin();
    for (const [index, step] of prepared.steps.entries()) {
      const problem = await run.take(step);
      if (problem !== null) return run.result(`step ${index + 1} could not be taken: ${problem}`);
    }
    return run.result(null);
  } finally {
    leave();
  }
}

// one run /////////////////////////////////////////////////////////////////////////////////////////

class ScriptedRun {
  readonly #stage: Stage;
  readonly #case: Case;
  readonly #instanceId = `run-${randomUUID()}`;
  readonly #starts: FollowedStarts;
  readonly #exchange: Exchange;
  #now = startOfVirtualTime;
  #view: ScriptedView | null = null;
  /** How many of the instance's events the others have heard of. */
  #observed = 0;

  constructor(stage: Stage, prepared: Case) {
    this.#stage = stage;
    this.#case = prepared;
    stage.graphs.set(prepared.graph.hash, prepared.graph);
    this.#exchange = new Exchange(prepared.graph, prepared.processId, this.#now);
    this.#starts = new FollowedStarts(prepared.graph, prepared.processId, this.#exchange, this.#now);
  }

  async begin(): Promise<void> {
    const beginning = this.#starts.atOnce(this.#case.variables, this.#now);
    if (beginning) await this.#start(beginning);
    await this.#settle();
  }

  async take(step: Step): Promise<string | null> {
    if (this.#view && this.#view.lifecycle !== 'active')
      return `the instance has ended (${this.#view.lifecycle})`;
    const problem = await this.#take(step);
    if (problem === null) await this.#settle();
    return problem;
  }

  result(stopped: string | null): RunResult {
    const trace: TraceLine[] = [];
    for (const event of this.#stage.events.get(this.#instanceId) ?? []) {
      const line = toTrace(event);
      if (line) trace.push({ ...line, n: trace.length + 1 });
    }
    return { trace, outcome: outcomeOf(this.#view), stopped };
  }

  async #take(step: Step): Promise<string | null> {
    if ('job' in step) {
      const job = this.#view?.jobs.filter(({ type }) => type === step.job)[step.nth];
      if (!job && this.#exchange.take(step, this.#now)) return null;
      if (!job) return `no waiting job ${step.job}${step.nth > 0 ? ` (nth ${step.nth})` : ''}`;
      return await this.#command(jobCommand(job.key, step));
    }
    if ('complete' in step) {
      const task = this.#view?.tasks.filter(({ elementId }) => elementId === step.complete)[step.nth];
      if (!task && this.#exchange.take(step, this.#now)) return null;
      if (!task) return `no open user task ${step.complete}${step.nth > 0 ? ` (nth ${step.nth})` : ''}`;
      return await this.#command({
        kind: 'completeUserTask',
        key: task.key,
        variables: step.vars,
        actor: null,
      });
    }
    if ('message' in step) return this.#publish(step.message);
    if ('signal' in step) return this.#broadcast(step.signal);
    if ('advance' in step) return await this.#advance(step.advance);
    return await this.#command({ kind: 'cancel', reason: 'script', actor: null });
  }

  #publish({ name, key, vars, ttl }: Extract<Step, { message: unknown }>['message']): null {
    const lifetime = parseDuration(ttl ?? 'PT0S');
    const expiresAt = lifetime ? addDuration(this.#now, lifetime) : this.#now;
    this.#exchange.publish({ name, key, variables: vars, expiresAt }, this.#now);
    return null;
  }

  #broadcast({ name, vars }: Extract<Step, { signal: unknown }>['signal']): null {
    this.#exchange.broadcast(name, vars);
    return null;
  }

  async #advance(text: string): Promise<string | null> {
    const duration = parseDuration(text);
    if (!duration) return `${text} is not a duration`;
    const until = addDuration(this.#now, duration);
    for (let due = this.#nextMoment(); due !== null && due <= until; due = this.#nextMoment()) {
      this.#now = Math.max(this.#now, due);
      await this.#settle();
    }
    this.#now = Math.max(this.#now, until);
    if (this.#view?.lifecycle === 'active') this.#view = await this.#letPass();
    return null;
  }

  // the instance //////////////////////////////////////////////////////////////////////////////////

  async #start(options: {
    variables: Variables;
    startElementId?: string;
    businessKey?: string | null;
  }): Promise<void> {
    const { processId, graph } = this.#case;
    const input: ScriptedInput = {
      processId,
      ...{ agencyCode: null, taxCode: null, businessKey: null, now: this.#now },
      ...options,
    };
    this.#view = await this.#stage.server.client.workflow.executeUpdateWithStart(viewUpdate, {
      startWorkflowOperation: new WithStartWorkflowOperation(scriptedInstanceWorkflow, {
        workflowId: this.#instanceId,
        taskQueue,
        args: [input, definitionClaim(graph.hash)],
        workflowIdConflictPolicy: 'FAIL',
      }),
    });
  }

  /** What happens without a step: timers that are due, buffered messages that have found their subscription. */
  async #settle(): Promise<void> {
    for (let moved = true; moved; ) {
      moved = false;
      const due = this.#nextDue();
      if (due !== null && due <= this.#now) {
        if (this.#view) this.#view = await this.#letPass();
        else {
          const beginning = this.#starts.fireTimer(this.#case.variables);
          if (beginning) await this.#start(beginning);
        }
        moved = true;
      }
      if (this.#exchange.fireTimers(this.#now)) moved = true;
      this.#observe();
      const delivery = this.#exchange.isEmpty ? null : this.#exchange.next(this.#followed(), this.#now);
      if (!delivery) continue;
      if (delivery.kind === 'command') await this.#command(delivery.command);
      else {
        const { elementId: startElementId, variables, businessKey } = delivery;
        await this.#start({ startElementId, variables, businessKey });
      }
      moved = true;
    }
  }

  #observe(): void {
    const events = this.#stage.events.get(this.#instanceId) ?? [];
    this.#exchange.observe(events.slice(this.#observed));
    this.#observed = events.length;
  }

  #followed(): FollowedView | null {
    if (!this.#view) return null;
    const isActive = this.#view.lifecycle === 'active';
    return { isActive, subscriptions: isActive ? this.#view.subscriptions : [] };
  }

  #nextDue(): number | null {
    if (this.#view) return this.#view.nextDueAt;
    return this.#starts.nextDue();
  }

  /** When something happens next, here or with the others. */
  #nextMoment(): number | null {
    if (this.#view && this.#view.lifecycle !== 'active') return null;
    const own = this.#nextDue();
    const others = this.#exchange.nextDue();
    return own === null || others === null ? (own ?? others) : Math.min(own, others);
  }

  async #command(command: Command): Promise<string | null> {
    if (!this.#view) return 'nothing has started yet';
    try {
      this.#view = await this.#handle().executeUpdate(commandUpdate, { args: [command] });
      return null;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) return error.cause?.message ?? error.message;
      throw error;
    }
  }

  /** Virtual time reaches `now`: Temporal's timers until then fire, the server skipping to them. */
  async #letPass(): Promise<ScriptedView> {
    const from = this.#view?.nextDueAt ?? this.#now;
    const advanced = await this.#handle().startUpdate(advanceUpdate, {
      args: [{ until: this.#now }],
      waitForStage: 'ACCEPTED',
    });
    let isDone = false;
    const result = advanced.result().finally(() => {
      isDone = true;
    });
    // The timer runs from the last moment that the instance knew, which lies before its due time.
    const distance = Math.max(1_000, from - startOfVirtualTime);
    while (!isDone) {
      await this.#stage.server.sleep(distance);
      await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    return await result;
  }

  #handle() {
    return this.#stage.server.client.workflow.getHandle(this.#instanceId);
  }
}

function outcomeOf(view: ScriptedView | null): Outcome {
  if (!view) return { state: 'active', variables: {}, open: [], jobs: [], incidents: [] };
  return {
    state: view.lifecycle,
    variables: view.variables,
    open: view.tasks.map(({ elementId }) => elementId),
    jobs: view.jobs.map(({ type }) => type),
    incidents: view.incidents.map(({ elementId, code, message }) => ({ element: elementId, code, message })),
  };
}

// server and worker ///////////////////////////////////////////////////////////////////////////////

interface Stage {
  server: TestWorkflowEnvironment;
  graphs: Map<string, ExecutableGraph>;
  /** What was projected, by instance. */
  events: Map<string, EngineEvent[]>;
  close(): Promise<void>;
}

let stage: Promise<Stage> | null = null;
let runs = 0;
let closing: NodeJS.Timeout | undefined;

function enter(): Promise<Stage> {
  clearTimeout(closing);
  runs++;
  stage ??= openStage();
  return stage;
}

function leave(): void {
  runs--;
  if (runs > 0) return;
  closing = setTimeout(() => void endTemporal(), linger);
}

/** Ends the server at once, where nobody waits until it has ended by itself: a test runner stops its processes as they are. */
export async function endTemporal(): Promise<void> {
  clearTimeout(closing);
  const closed = await stage;
  stage = null;
  await closed?.close();
}

async function openStage(): Promise<Stage> {
  const [server, codePath] = await Promise.all([
    timeSkippingServer(),
    buildBundle({ entry: 'cli/run/temporal/scripted-instance.ts' }),
  ]);
  const graphs: Stage['graphs'] = new Map();
  const events: Stage['events'] = new Map();
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue,
    workflowBundle: { codePath },
    dataConverter: workerDataConverter(async (hash) => graphs.get(hash)),
    activities: {
      async commit(input: CommitInput): Promise<CommitResult> {
        const projected = events.get(input.instanceId) ?? [];
        events.set(input.instanceId, [...projected.slice(0, input.after), ...input.events]);
        return { jobs: [], messages: [] };
      },
    },
  });
  const running = worker.run();
  return {
    ...{ server, graphs, events },
    async close() {
      worker.shutdown();
      await running;
      await server.teardown();
    },
  };
}
