/**
 * What passes between the followed instance and the other participants: messages and signals, and the instances that they start
 * besides, which run here in memory and are not in the trace.
 *
 * A message reaches each process once: the instance that waits for it longest, else a message start event. With a key it starts no
 * second instance of a process while the first that it started by that key is running. Until it expires it waits for processes that
 * it has not reached yet, first in, first out.
 */
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  keyOfMessage,
  lifecycle,
  type MetTrigger,
  meetStart,
  nextDueAt,
  type OpenMessageSubscription,
  openJobs,
  openMessageSubscriptions,
  openUserTasks,
  type StartSubscription,
  startInstance,
  startSubscriptions,
  type Variables,
} from '../../engine/index.ts';
import { jobCommand } from './job-command.ts';
import type { Step } from './step.ts';

/** Where the followed instance stands; null before it has started. */
export interface FollowedView {
  isActive: boolean;
  subscriptions: OpenMessageSubscription[];
}

/** Something for the followed instance. */
export type Delivery =
  | { kind: 'start'; elementId: string; variables: Variables; businessKey: string | null }
  | { kind: 'command'; command: Command };

/** Processes that start one another without end are left at that. */
const mostOthers = 1000;

interface Message {
  kind: 'message';
  id: number;
  /** The process that has sent it, which it never reaches (BPMN 2.0, 9.3: message flows connect different pools). */
  from: string | null;
  name: string;
  key: string;
  variables: Variables;
  expiresAt: number;
  /** Ids of the processes that have had it. */
  reached: Set<string>;
}

interface Signal {
  kind: 'signal';
  name: string;
  variables: Variables;
  /** Whom it has yet to reach; null until its turn comes. */
  left: Recipient[] | null;
  /** Who has thrown it, and heard it already. */
  thrower: Other | 'followed' | null;
}

type Recipient =
  | { kind: 'followed' }
  | { kind: 'other'; other: Other }
  | { kind: 'start'; processId: string; start: Extract<StartSubscription, { elementId: string }> };

interface Other {
  processId: string;
  state: InstanceState;
  /** The message key by which it was started. */
  lock: string;
}

export class Exchange {
  readonly #graph: ExecutableGraph;
  readonly #followedId: string;
  readonly #starts = new Map<string, StartSubscription[]>();
  readonly #others = new Set<Other>();
  /** What has occurred of start events that need several, by process. */
  readonly #met = new Map<string, MetTrigger[]>();
  #followedLock = '';
  #othersStarted = 0;
  #messageCount = 0;
  #queue: (Message | Signal)[] = [];
  #buffer: Message[] = [];

  constructor(graph: ExecutableGraph, followedId: string, now: number) {
    this.#graph = graph;
    this.#followedId = followedId;
    for (const { id, isExecutable } of Object.values(graph.processes))
      if (isExecutable) this.#starts.set(id, startSubscriptions(graph, id, now));
  }

  /** Nothing is on its way, and nothing waits. */
  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#buffer.length === 0;
  }

  // what comes in ////////////////////////////////////////////////////

  /** Without a key the message's own content says it. `expiresAt`: epoch milliseconds. */
  publish(
    message: { name: string; key: string; variables: Variables; expiresAt: number },
    now: number,
    from: string | null = null,
  ): void {
    const { name, variables } = message;
    const key = message.key || keyOfMessage(this.#graph, name, variables, now);
    const id = ++this.#messageCount;
    this.#queue.push({ kind: 'message', id, ...message, key, from, reached: new Set() });
  }

  broadcast(name: string, variables: Variables): void {
    this.#queue.push({ kind: 'signal', name, variables, left: null, thrower: null });
  }

  /** What the followed instance has thrown goes to the others. */
  observe(events: EngineEvent[], thrower: Other | 'followed' = 'followed'): void {
    for (const event of events) {
      if (event.event === 'signalThrown') {
        const { name, variables } = event;
        this.#queue.push({ kind: 'signal', name, variables, left: null, thrower });
      } else if (event.event === 'messageThrown') {
        const { name, correlationKey: key, variables, expiresAt, processId } = event;
        this.publish({ name, key, variables, expiresAt }, event.at, processId);
      }
    }
  }

  /** A start event has occurred: with what it begins an instance, or null where it needs more to occur. */
  meet(
    processId: string,
    start: Extract<StartSubscription, { elementId: string }>,
    key: string | null,
    variables: Variables,
  ): Variables | null {
    const { met, begins } = meetStart(this.#met.get(processId) ?? [], start, key, variables);
    this.#met.set(processId, met);
    return begins;
  }

  // what goes out ////////////////////////////////////////////////////

  /** Lets everything pass that can; stops at what is for the followed instance, and returns it. */
  next(followed: FollowedView | null, now: number): Delivery | null {
    for (;;) {
      const [item] = this.#queue;
      const waiting = item ? [item] : this.#buffered(now);
      let outcome: Delivery | 'passed' | null = null;
      for (const it of waiting) {
        outcome = it.kind === 'signal' ? this.#passSignal(it, followed, now) : this.#pass(it, followed, now);
        if (outcome) break;
      }
      if (outcome && outcome !== 'passed') return outcome;
      if (outcome) continue;
      if (!item) return null;
      this.#queue.shift();
      if (item.kind === 'message' && item.expiresAt > now) this.#buffer.push(item);
    }
  }

  // the others ///////////////////////////////////////////////////////

  nextDue(): number | null {
    let next: number | null = null;
    for (const { state } of this.#others) {
      const due = nextDueAt(state);
      if (due !== null && (next === null || due < next)) next = due;
    }
    return next;
  }

  /** Whether any was due. */
  fireTimers(now: number): boolean {
    let fired = false;
    for (const other of [...this.#others]) {
      const due = nextDueAt(other.state);
      if (due === null || due > now) continue;
      this.#command(other, { kind: 'fireTimers' }, now);
      fired = true;
    }
    return fired;
  }

  /** A user task or a job of another pool, which the followed process does not have. Whether there was one. */
  take(step: Extract<Step, { nth: number }>, now: number): boolean {
    let nth = step.nth;
    for (const other of [...this.#others]) {
      if (other.processId === this.#followedId) continue;
      if ('job' in step) {
        const jobs = openJobs(other.state).filter((job) => job.type === step.job);
        const job = jobs[nth];
        if (job) return this.#command(other, jobCommand(job.key, step), now);
        nth -= jobs.length;
      } else {
        const tasks = openUserTasks(other.state).filter((task) => task.elementId === step.complete);
        const task = tasks[nth];
        const variables = step.vars;
        if (task)
          return this.#command(
            other,
            { kind: 'completeUserTask', key: task.key, variables, actor: null },
            now,
          );
        nth -= tasks.length;
      }
    }
    return false;
  }

  // passing on ///////////////////////////////////////////////////////

  #buffered(now: number): Message[] {
    this.#buffer = this.#buffer.filter((message) => message.expiresAt > now);
    return this.#buffer;
  }

  /** To one process that has not had it; null when there is none, now. */
  #pass(message: Message, followed: FollowedView | null, now: number): Delivery | 'passed' | null {
    const waits = (it: OpenMessageSubscription): boolean =>
      it.name === message.name &&
      it.correlationKey === message.key &&
      it.processId !== message.from &&
      !message.reached.has(it.processId);
    const here = followed?.subscriptions.find(waits);
    if (here) return { kind: 'command', command: correlate(message, here) };
    for (const other of this.#others) {
      const there = openMessageSubscriptions(other.state).find(waits);
      if (!there) continue;
      this.#command(other, correlate(message, there), now);
      return 'passed';
    }
    return this.#startByMessage(message, followed, now);
  }

  #startByMessage(message: Message, followed: FollowedView | null, now: number): Delivery | 'passed' | null {
    const { name, key } = message;
    for (const [processId, starts] of this.#starts) {
      const start = starts.find((it) => it.kind === 'message' && it.name === name);
      if (start?.kind !== 'message' || processId === message.from || message.reached.has(processId)) continue;
      if (key !== '' && this.#isLocked(processId, key, followed)) continue;
      message.reached.add(processId);
      const variables = this.meet(processId, start, key, message.variables);
      if (!variables) return 'passed';
      const businessKey = key === '' ? null : key;
      if (processId === this.#followedId && !followed) {
        this.#followedLock = key;
        return { kind: 'start', elementId: start.elementId, variables, businessKey };
      }
      this.#start(processId, start.elementId, variables, key, now);
      return 'passed';
    }
    return null;
  }

  #isLocked(processId: string, key: string, followed: FollowedView | null): boolean {
    if (processId === this.#followedId && followed?.isActive && this.#followedLock === key) return true;
    for (const other of this.#others) if (other.processId === processId && other.lock === key) return true;
    return false;
  }

  #passSignal(signal: Signal, followed: FollowedView | null, now: number): Delivery | 'passed' | null {
    const { name, variables } = signal;
    signal.left ??= this.#recipients(signal, followed);
    const recipient = signal.left.shift();
    const command: Command = { kind: 'broadcastSignal', name, variables };
    switch (recipient?.kind) {
      case undefined:
        return null;
      case 'followed':
        return { kind: 'command', command };
      case 'other':
        if (this.#others.has(recipient.other)) this.#command(recipient.other, command, now);
        return 'passed';
      case 'start': {
        const { processId, start } = recipient;
        const { elementId } = start;
        const begins = this.meet(processId, start, null, variables);
        if (!begins) return 'passed';
        if (processId === this.#followedId && !followed)
          return { kind: 'start', elementId, variables: begins, businessKey: null };
        this.#start(processId, elementId, begins, '', now);
        return 'passed';
      }
    }
  }

  #recipients({ name, thrower }: Signal, followed: FollowedView | null): Recipient[] {
    const recipients: Recipient[] = followed && thrower !== 'followed' ? [{ kind: 'followed' }] : [];
    for (const other of this.#others) if (other !== thrower) recipients.push({ kind: 'other', other });
    for (const [processId, starts] of this.#starts) {
      for (const start of starts)
        if (start.kind === 'signal' && start.name === name)
          recipients.push({ kind: 'start', processId, start });
    }
    return recipients;
  }

  #start(processId: string, startElementId: string, variables: Variables, lock: string, now: number): void {
    if (this.#othersStarted >= mostOthers) return;
    this.#othersStarted++;
    const options = { processId, startElementId, variables, ...(lock === '' ? {} : { businessKey: lock }) };
    const { state, events } = startInstance(this.#graph, options, now);
    const other: Other = { processId, state, lock };
    this.#others.add(other);
    this.#note(other, events);
  }

  #command(other: Other, command: Command, now: number): boolean {
    const result = applyCommand(this.#graph, other.state, command, now);
    if ('rejection' in result) return false;
    other.state = result.state;
    this.#note(other, result.events);
    return true;
  }

  #note(other: Other, events: EngineEvent[]): void {
    if (lifecycle(other.state) !== 'active') this.#others.delete(other);
    this.observe(events, other);
  }
}

// helpers ////////////////////////////////////////////////////////////

/** The id is one for each process: a called one waits inside the same instance. */
function correlate(message: Message, subscription: OpenMessageSubscription): Command {
  const { key: subscriptionKey, processId } = subscription;
  message.reached.add(processId);
  const messageId = `${message.id}:${processId}`;
  return { kind: 'correlateMessage', subscriptionKey, messageId, variables: message.variables };
}
