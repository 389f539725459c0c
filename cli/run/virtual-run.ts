/** One process under a virtual clock: started, driven by the steps of a script, and followed. */
import {
  addDuration,
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  type Job,
  lifecycle,
  nextDueAt,
  openIncidents,
  openJobs,
  openMessageSubscriptions,
  openUserTasks,
  parseDuration,
  processVariables,
  type StartOptions,
  startInstance,
  type TraceLine,
  toTrace,
  type Variables,
} from '../../engine/index.ts';
import { type Delivery, Exchange, type FollowedView } from './exchange.ts';
import { FollowedStarts } from './followed-starts.ts';
import { jobCommand } from './job-command.ts';
import type { Step } from './step.ts';

export const startOfVirtualTime = Date.parse('2026-01-05T01:00:00Z');

/** The last line of a trace. */
export interface Outcome {
  state: 'completed' | 'active' | 'terminated';
  variables: Variables;
  open: string[];
  jobs: string[];
  incidents: { element: string; code: string; message: string }[];
}

export function outcomeOf(state: InstanceState | null): Outcome {
  if (!state) return { state: 'active', variables: {}, open: [], jobs: [], incidents: [] };
  return {
    state: lifecycle(state),
    variables: processVariables(state),
    open: openUserTasks(state).map((task) => task.elementId),
    jobs: openJobs(state).map((job) => job.type),
    incidents: openIncidents(state).map(({ elementId, code, message }) => ({
      element: elementId,
      code,
      message,
    })),
  };
}

/** What answers a waiting job of that type by itself; null leaves it to the script. */
export type JobAnswers = (type: string) => Variables | null;

export class VirtualRun {
  readonly trace: TraceLine[] = [];
  readonly #graph: ExecutableGraph;
  readonly #processId: string;
  readonly #startVariables: Variables;
  readonly #answers: JobAnswers | null;
  readonly #exchange: Exchange;
  readonly #starts: FollowedStarts;
  #state: InstanceState | null = null;
  #now = startOfVirtualTime;

  /**
   * Starts the process if it has a none start event; else the first step that reaches a start event does. Jobs wait for the script,
   * but those with an answer are answered whenever the next step is not about their type.
   */
  constructor(
    graph: ExecutableGraph,
    processId: string,
    variables: Variables,
    answers: JobAnswers | null = null,
  ) {
    this.#graph = graph;
    this.#processId = processId;
    this.#startVariables = variables;
    this.#answers = answers;
    this.#exchange = new Exchange(graph, processId, this.#now);
    this.#starts = new FollowedStarts(graph, processId, this.#exchange, this.#now);
    const beginning = this.#starts.atOnce(variables, this.#now);
    if (beginning) this.#start(beginning);
    this.#settle();
  }

  /** Null when it was taken, else why it could not be. */
  take(step: Step): string | null {
    this.#answerJobs('job' in step ? step.job : null);
    if (this.#state && lifecycle(this.#state) !== 'active') {
      return `the instance has ended (${lifecycle(this.#state)})`;
    }
    const problem = this.#take(step);
    if (problem === null) this.#settle();
    return problem;
  }

  /** Where it stands when nothing more is done. */
  outcome(): Outcome {
    this.#answerJobs(null);
    return outcomeOf(this.#state);
  }

  // by step //////////////////////////////////////////////////////////

  #take(step: Step): string | null {
    if ('job' in step) return this.#takeJob(step);
    if ('complete' in step) return this.#completeUserTask(step);
    if ('message' in step) return this.#publish(step.message);
    if ('signal' in step) return this.#broadcast(step.signal);
    if ('advance' in step) return this.#advance(step.advance);
    if ('cancel' in step) return this.#command({ kind: 'cancel', reason: 'script', actor: null });
    return 'a run with data makes its own choices';
  }

  #completeUserTask(step: Extract<Step, { vars: Variables }>): string | null {
    const tasks = this.#state ? openUserTasks(this.#state) : [];
    const task = tasks.filter((it) => it.elementId === step.complete)[step.nth];
    if (!task && this.#exchange.take(step, this.#now)) return null;
    if (!task) return `no open user task ${step.complete}${step.nth > 0 ? ` (nth ${step.nth})` : ''}`;
    return this.#command({ kind: 'completeUserTask', key: task.key, variables: step.vars, actor: null });
  }

  #takeJob(step: Extract<Step, { job: string }>): string | null {
    const jobs = this.#state ? openJobs(this.#state) : [];
    const job = jobs.filter((it: Job) => it.type === step.job)[step.nth];
    if (!job && this.#exchange.take(step, this.#now)) return null;
    if (!job) return `no waiting job ${step.job}${step.nth > 0 ? ` (nth ${step.nth})` : ''}`;
    return this.#command(jobCommand(job.key, step));
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

  #advance(text: string): string | null {
    const duration = parseDuration(text);
    if (!duration) return `${text} is not a duration`;
    const until = addDuration(this.#now, duration);
    for (let due = this.#nextMoment(); due !== null && due <= until; due = this.#nextMoment()) {
      this.#now = Math.max(this.#now, due);
      this.#settle();
      this.#answerJobs(null);
    }
    this.#now = Math.max(this.#now, until);
    return null;
  }

  // the instance /////////////////////////////////////////////////////

  #start(options: Omit<StartOptions, 'processId'>): void {
    const { state, events } = startInstance(
      this.#graph,
      { processId: this.#processId, ...options },
      this.#now,
    );
    this.#state = state;
    this.#record(events);
  }

  #command(command: Command): string | null {
    if (!this.#state) return 'nothing has started yet';
    const result = applyCommand(this.#graph, this.#state, command, this.#now);
    if ('rejection' in result) return result.rejection.message;
    this.#state = result.state;
    this.#record(result.events);
    return null;
  }

  #record(events: EngineEvent[]): void {
    this.#exchange.observe(events);
    for (const event of events) {
      const line = toTrace(event);
      if (line) this.trace.push({ ...line, n: this.trace.length + 1 });
    }
  }

  // time and messages ////////////////////////////////////////////////

  /** What happens without a step: timers that are due, buffered messages that have found their subscription. */
  #settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      const due = this.#nextDue();
      if (due !== null && due <= this.#now) {
        this.#fireTimers();
        moved = true;
      }
      if (this.#exchange.fireTimers(this.#now)) moved = true;
      const delivery = this.#exchange.isEmpty ? null : this.#exchange.next(this.#view(), this.#now);
      if (!delivery) continue;
      this.#carryOut(delivery);
      moved = true;
    }
  }

  #answerJobs(exceptType: string | null): void {
    for (let next = this.#nextAnswered(exceptType); next; next = this.#nextAnswered(exceptType)) {
      this.#command({ kind: 'completeJob', key: next.job.key, variables: next.answer });
      this.#settle();
    }
  }

  #nextAnswered(exceptType: string | null): { job: Job; answer: Variables } | null {
    if (!this.#answers || !this.#state || lifecycle(this.#state) !== 'active') return null;
    for (const job of openJobs(this.#state)) {
      const answer = job.type === exceptType ? null : this.#answers(job.type);
      if (answer) return { job, answer };
    }
    return null;
  }

  #fireTimers(): void {
    if (this.#state) {
      this.#command({ kind: 'fireTimers' });
      return;
    }
    const beginning = this.#starts.fireTimer(this.#startVariables);
    if (beginning) this.#start(beginning);
  }

  #nextDue(): number | null {
    if (this.#state) return lifecycle(this.#state) === 'active' ? nextDueAt(this.#state) : null;
    return this.#starts.nextDue();
  }

  /** When something happens next, here or with the others. */
  #nextMoment(): number | null {
    if (this.#state && lifecycle(this.#state) !== 'active') return null;
    const own = this.#nextDue();
    const others = this.#exchange.nextDue();
    return own === null || others === null ? (own ?? others) : Math.min(own, others);
  }

  #view(): FollowedView | null {
    const state = this.#state;
    if (!state) return null;
    const isActive = lifecycle(state) === 'active';
    return { isActive, subscriptions: isActive ? openMessageSubscriptions(state) : [] };
  }

  #carryOut(delivery: Delivery): void {
    if (delivery.kind === 'command') {
      this.#command(delivery.command);
      return;
    }
    const { elementId, variables, businessKey } = delivery;
    this.#start({ startElementId: elementId, variables, ...(businessKey === null ? {} : { businessKey }) });
  }
}
