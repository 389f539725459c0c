/**
 * Several process instances under one virtual clock, followed to the last event of each. What one of them throws reaches the
 * others, and starts those processes that begin with it.
 */
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  nextDueAt,
  type Oracle,
  openMessageSubscriptions,
  openSignalSubscriptions,
  startInstance,
  startSubscriptions,
  type Variables,
} from '../../engine/index.ts';

export const startOfVirtualTime = Date.parse('2026-01-05T01:00:00Z');

export interface Instance {
  processId: string;
  state: InstanceState;
}

/** Waits for who is to receive it. */
interface Message {
  id: string;
  name: string;
  key: string;
  /** The process that has sent it, which it does not reach. */
  from: string;
  variables: Variables;
  expiresAt: number;
}

/** What happened in which instance, counted from 0 in the order of their starts. */
export interface EventOf {
  instance: number;
  event: EngineEvent;
}

export class VirtualWorld {
  readonly graph: ExecutableGraph;
  readonly instances: Instance[] = [];
  readonly events: EventOf[] = [];
  /** Epoch milliseconds. */
  now = startOfVirtualTime;
  readonly #oracle: Oracle | null;
  #messages: Message[] = [];
  #messageCount = 0;

  constructor(graph: ExecutableGraph, oracle: Oracle | null = null) {
    this.graph = graph;
    this.#oracle = oracle;
  }

  get active(): Instance[] {
    return this.instances.filter(({ state }) => lifecycle(state) === 'active');
  }

  start(processId: string, startElementId: string | null, variables: Variables): Instance {
    const { state, events } = startInstance(
      this.graph,
      { processId, variables, ...(startElementId === null ? {} : { startElementId }) },
      this.now,
      { oracle: this.#oracle },
    );
    const instance: Instance = { processId, state };
    this.instances.push(instance);
    this.#record(instance, events);
    return instance;
  }

  /** @throws when the engine refuses */
  command(instance: Instance, command: Command): void {
    const result = applyCommand(this.graph, instance.state, command, this.now, { oracle: this.#oracle });
    if ('rejection' in result) throw new Error(result.rejection.message);
    instance.state = result.state;
    this.#record(instance, result.events);
  }

  /** Reaches whatever waits for it, and starts what begins with it. */
  broadcast(name: string, variables: Variables, from: Instance | null = null): void {
    for (const other of this.active) {
      if (other === from || !openSignalSubscriptions(other.state).some((it) => it.name === name)) continue;
      this.command(other, { kind: 'broadcastSignal', name, variables });
    }
    for (const processId in this.graph.processes) {
      for (const start of startSubscriptions(this.graph, processId, this.now)) {
        if (start.kind === 'signal' && start.name === name) this.start(processId, start.elementId, variables);
      }
    }
  }

  /** Lets so many milliseconds pass; timers fire in the order in which they are due. */
  advance(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (let next = this.#nextDue(); next && next.dueAt <= until; next = this.#nextDue()) {
      this.now = Math.max(this.now, next.dueAt);
      this.command(next.instance, { kind: 'fireTimers' });
    }
    this.now = until;
  }

  // helpers //////////////////////////////////////////////////////////

  #record(instance: Instance, events: EngineEvent[]): void {
    const index = this.instances.indexOf(instance);
    this.events.push(...events.map((event) => ({ instance: index, event })));
    for (const event of events) {
      if (event.event === 'signalThrown') this.broadcast(event.name, event.variables, instance);
      if (event.event !== 'messageThrown') continue;
      const { name, correlationKey: key, variables, expiresAt, processId: from } = event;
      this.#messageCount++;
      this.#messages.push({ id: String(this.#messageCount), name, key, from, variables, expiresAt });
    }
    this.#deliverMessages();
  }

  /** Each to the first that waits for it, else to a process that begins with it. */
  #deliverMessages(): void {
    for (const message of [...this.#messages]) {
      if (message.expiresAt >= this.now && !this.#deliver(message)) continue;
      this.#messages = this.#messages.filter((it) => it !== message);
    }
  }

  #deliver({ id, name, key, from, variables }: Message): boolean {
    for (const instance of this.active) {
      const subscription = openMessageSubscriptions(instance.state).find(
        (it) => it.name === name && it.correlationKey === key && it.processId !== from,
      );
      if (!subscription) continue;
      const { key: subscriptionKey } = subscription;
      this.#messages = this.#messages.filter((it) => it.id !== id);
      this.command(instance, { kind: 'correlateMessage', subscriptionKey, messageId: id, variables });
      return true;
    }
    for (const processId in this.graph.processes) {
      if (processId === from) continue;
      const start = startSubscriptions(this.graph, processId, this.now).find(
        (it) => it.kind === 'message' && it.name === name,
      );
      if (start?.kind !== 'message') continue;
      this.#messages = this.#messages.filter((it) => it.id !== id);
      this.start(processId, start.elementId, variables);
      return true;
    }
    return false;
  }

  #nextDue(): { instance: Instance; dueAt: number } | null {
    let next: { instance: Instance; dueAt: number } | null = null;
    for (const instance of this.active) {
      const dueAt = nextDueAt(instance.state);
      if (dueAt !== null && (!next || dueAt < next.dueAt)) next = { instance, dueAt };
    }
    return next;
  }
}
