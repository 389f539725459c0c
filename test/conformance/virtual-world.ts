/**
 * Several process instances under one virtual clock, followed to the last event of each. What one of them throws reaches the
 * others, and starts those processes that begin with it.
 */
import {
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  lifecycle,
  nextDueAt,
  openMessageSubscriptions,
  openSignalSubscriptions,
  startSubscriptions,
  type Variables,
} from '../../engine/index.ts';
import { type Ground, type Instance, inMemory } from './ground.ts';

export const startOfVirtualTime = Date.parse('2026-01-05T01:00:00Z');

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
  readonly #ground: Ground;
  #messages: Message[] = [];
  #messageCount = 0;

  constructor(graph: ExecutableGraph, ground: Ground = inMemory(graph)) {
    this.graph = graph;
    this.#ground = ground;
  }

  get active(): Instance[] {
    return this.instances.filter(({ state }) => lifecycle(state) === 'active');
  }

  async start(processId: string, startElementId: string | null, variables: Variables): Promise<void> {
    const start = { processId, variables, ...(startElementId === null ? {} : { startElementId }) };
    const instance = await this.#ground.start(start, this.now);
    this.instances.push(instance);
    await this.#record(instance, 0);
  }

  /** @throws when the engine refuses */
  async command(instance: Instance, command: Command): Promise<void> {
    const known = instance.events.length;
    await instance.command(command, this.now);
    await this.#record(instance, known);
  }

  /** Reaches whatever waits for it, and starts what begins with it. */
  async broadcast(name: string, variables: Variables, from: Instance | null = null): Promise<void> {
    for (const other of this.active) {
      if (other === from || !openSignalSubscriptions(other.state).some((it) => it.name === name)) continue;
      await this.command(other, { kind: 'broadcastSignal', name, variables });
    }
    for (const processId in this.graph.processes) {
      for (const start of startSubscriptions(this.graph, processId, this.now)) {
        if (start.kind === 'signal' && start.name === name)
          await this.start(processId, start.elementId, variables);
      }
    }
  }

  /** Lets so many milliseconds pass; timers fire in the order in which they are due. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    for (let next = this.#nextDue(); next && next.dueAt <= until; next = this.#nextDue()) {
      this.now = Math.max(this.now, next.dueAt);
      await this.command(next.instance, { kind: 'fireTimers' });
    }
    this.now = until;
  }

  // helpers //////////////////////////////////////////////////////////

  /** What has come of it since it had come to so many events. */
  async #record(instance: Instance, known: number): Promise<void> {
    const events = instance.events.slice(known);
    const index = this.instances.indexOf(instance);
    this.events.push(...events.map((event) => ({ instance: index, event })));
    for (const event of events) {
      if (event.event === 'signalThrown') await this.broadcast(event.name, event.variables, instance);
      if (event.event !== 'messageThrown') continue;
      const { name, correlationKey: key, variables, expiresAt, processId: from } = event;
      this.#messageCount++;
      this.#messages.push({ id: String(this.#messageCount), name, key, from, variables, expiresAt });
    }
    await this.#deliverMessages();
  }

  /** Each to the first that waits for it, else to a process that begins with it. */
  async #deliverMessages(): Promise<void> {
    for (const message of [...this.#messages]) {
      if (message.expiresAt >= this.now && !(await this.#deliver(message))) continue;
      this.#messages = this.#messages.filter((it) => it !== message);
    }
  }

  async #deliver({ id, name, key, from, variables }: Message): Promise<boolean> {
    for (const instance of this.active) {
      const subscription = openMessageSubscriptions(instance.state).find(
        (it) => it.name === name && it.correlationKey === key && it.processId !== from,
      );
      if (!subscription) continue;
      const { key: subscriptionKey } = subscription;
      this.#messages = this.#messages.filter((it) => it.id !== id);
      await this.command(instance, { kind: 'correlateMessage', subscriptionKey, messageId: id, variables });
      return true;
    }
    for (const processId in this.graph.processes) {
      if (processId === from) continue;
      const start = startSubscriptions(this.graph, processId, this.now).find(
        (it) => it.kind === 'message' && it.name === name,
      );
      if (start?.kind !== 'message') continue;
      this.#messages = this.#messages.filter((it) => it.id !== id);
      await this.start(processId, start.elementId, variables);
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
