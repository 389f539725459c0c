/**
 * `congvan run --on temporal`: runs a case as a real workflow under the time-skipping server, to the same trace as in memory
 * (cli/run/virtual-run.ts).
 */
import {
  addDuration,
  type Command,
  lifecycle,
  nextDueAt,
  openJobs,
  openMessageSubscriptions,
  openUserTasks,
  parseDuration,
  type TraceLine,
  toTrace,
} from '../../../engine/index.ts';
import type { Case } from '../case.ts';
import { Exchange, type FollowedView } from '../exchange.ts';
import { FollowedStarts } from '../followed-starts.ts';
import { jobCommand } from '../job-command.ts';
import type { RunResult } from '../run-in-memory.ts';
import type { Step } from '../step.ts';
import { outcomeOf, startOfVirtualTime } from '../virtual-run.ts';
import { DrivenInstance, type DrivenStart } from './driven-instance.ts';
import { onStage, type Stage } from './stage.ts';

export const runOnTemporal = (prepared: Case): Promise<RunResult> =>
  onStage(async (stage) => {
    const run = new ScriptedRun(stage, prepared);
    await run.begin();
    for (const [index, step] of prepared.steps.entries()) {
      const problem = await run.take(step);
      if (problem !== null) return run.result(`step ${index + 1} could not be taken: ${problem}`);
    }
    return run.result(null);
  });

// one run /////////////////////////////////////////////////////////////////////////////////////////

class ScriptedRun {
  readonly #stage: Stage;
  readonly #case: Case;
  readonly #starts: FollowedStarts;
  readonly #exchange: Exchange;
  #now = startOfVirtualTime;
  #instance: DrivenInstance | null = null;
  /** How many of the instance's events the others have heard of. */
  #observed = 0;

  constructor(stage: Stage, prepared: Case) {
    this.#stage = stage;
    this.#case = prepared;
    this.#exchange = new Exchange(prepared.graph, prepared.processId, this.#now);
    this.#starts = new FollowedStarts(prepared.graph, prepared.processId, this.#exchange, this.#now);
  }

  async begin(): Promise<void> {
    const beginning = this.#starts.atOnce(this.#case.variables, this.#now);
    if (beginning) await this.#start(beginning);
    await this.#settle();
  }

  async take(step: Step): Promise<string | null> {
    const state = this.#instance?.state;
    if (state && lifecycle(state) !== 'active') return `the instance has ended (${lifecycle(state)})`;
    const problem = await this.#take(step);
    if (problem === null) await this.#settle();
    return problem;
  }

  result(stopped: string | null): RunResult {
    const trace: TraceLine[] = [];
    for (const event of this.#instance?.events ?? []) {
      const line = toTrace(event);
      if (line) trace.push({ ...line, n: trace.length + 1 });
    }
    return { trace, outcome: outcomeOf(this.#instance?.state ?? null), stopped };
  }

  async #take(step: Step): Promise<string | null> {
    const state = this.#instance?.state;
    if ('job' in step) {
      const job = (state ? openJobs(state) : []).filter(({ type }) => type === step.job)[step.nth];
      if (!job && this.#exchange.take(step, this.#now)) return null;
      if (!job) return `no waiting job ${step.job}${step.nth > 0 ? ` (nth ${step.nth})` : ''}`;
      return await this.#command(jobCommand(job.key, step));
    }
    if ('complete' in step) {
      const task = (state ? openUserTasks(state) : []).filter(({ elementId }) => elementId === step.complete)[
        step.nth
      ];
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
    if ('cancel' in step) return await this.#command({ kind: 'cancel', reason: 'script', actor: null });
    return 'a run with data makes its own choices';
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
    if (this.#instance && lifecycle(this.#instance.state) === 'active')
      await this.#instance.letPass(this.#now);
    return null;
  }

  // the instance //////////////////////////////////////////////////////////////////////////////////

  async #start(start: Omit<DrivenStart, 'processId'>): Promise<void> {
    const { processId, graph } = this.#case;
    this.#instance = await DrivenInstance.start(this.#stage, graph, { processId, ...start }, this.#now);
  }

  /** What happens without a step: timers that are due, buffered messages that have found their subscription. */
  async #settle(): Promise<void> {
    for (let moved = true; moved; ) {
      moved = false;
      const due = this.#nextDue();
      if (due !== null && due <= this.#now) {
        if (this.#instance) await this.#instance.letPass(this.#now);
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
    const events = this.#instance?.events ?? [];
    this.#exchange.observe(events.slice(this.#observed));
    this.#observed = events.length;
  }

  #followed(): FollowedView | null {
    const state = this.#instance?.state;
    if (!state) return null;
    const isActive = lifecycle(state) === 'active';
    return { isActive, subscriptions: isActive ? openMessageSubscriptions(state) : [] };
  }

  #nextDue(): number | null {
    const state = this.#instance?.state;
    if (state) return lifecycle(state) === 'active' ? nextDueAt(state) : null;
    return this.#starts.nextDue();
  }

  /** When something happens next, here or with the others. */
  #nextMoment(): number | null {
    const state = this.#instance?.state;
    if (state && lifecycle(state) !== 'active') return null;
    const own = this.#nextDue();
    const others = this.#exchange.nextDue();
    return own === null || others === null ? (own ?? others) : Math.min(own, others);
  }

  async #command(command: Command): Promise<string | null> {
    return this.#instance ? await this.#instance.command(command) : 'nothing has started yet';
  }
}
