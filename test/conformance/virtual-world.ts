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

/** What happened in which instance, counted from 0 in the order of their starts. */
export interface EventOf {
  instance: number;
  event: EngineEvent;
}

type MessageThrown = Extract<EngineEvent, { event: 'messageThrown' }>;

export class VirtualWorld {
  readonly graph: ExecutableGraph;
  readonly instances: Instance[] = [];
  readonly events: EventOf[] = [];
  /** Epoch milliseconds. */
  now = startOfVirtualTime;
  readonly #oracle: Oracle | null;

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
      if (event.event === 'messageThrown') this.#send(event);
    }
  }

  /** To whoever of another process waits for it, else to a process that begins with it. */
  #send({ name, correlationKey, processId, variables, sequence }: MessageThrown): void {
    for (const instance of this.active) {
      const subscription = openMessageSubscriptions(instance.state).find(
        (it) => it.name === name && it.correlationKey === correlationKey && it.processId !== processId,
      );
      if (!subscription) continue;
      const messageId = `${processId}:${sequence}`;
      this.command(instance, {
        ...{ kind: 'correlateMessage', subscriptionKey: subscription.key, messageId, variables },
      });
      return;
    }
    for (const other in this.graph.processes) {
      const start = startSubscriptions(this.graph, other, this.now).find(
        (it) => it.kind === 'message' && it.name === name,
      );
      if (start?.kind === 'message' && other !== processId) this.start(other, start.elementId, variables);
    }
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
