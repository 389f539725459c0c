/**
 * What happened, waiting for one subscriber who takes it at a pace of its own. A subscriber who has stopped reading does not
 * fill the memory: beyond the limit all that waits is replaced by one `overflow`.
 */
export class EventQueue<Event> {
  readonly #limit: number;
  readonly #overflow: Event | null;
  #waiting: Event[] = [];
  #wake: (() => void) | undefined;
  #isOpen = true;

  /** @param overflow null: the oldest are dropped */
  constructor(limit: number, overflow: Event | null = null) {
    this.#limit = limit;
    this.#overflow = overflow;
  }

  push(event: Event): void {
    if (this.#waiting.length < this.#limit) this.#waiting.push(event);
    else if (this.#overflow === null) this.#waiting = [...this.#waiting.slice(1), event];
    else this.#waiting = [this.#overflow];
    this.#wake?.();
  }

  /** What waits is still handed out. */
  end(): void {
    this.#isOpen = false;
    this.#wake?.();
  }

  async *read(): AsyncGenerator<Event> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (!this.#isOpen) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}

/** Hands every event to every queue that is open. */
export class Broadcast<Event> {
  readonly #queues = new Set<EventQueue<Event>>();
  readonly #limit: number;
  readonly #overflow: Event | null;

  constructor(limit: number, overflow: Event | null = null) {
    this.#limit = limit;
    this.#overflow = overflow;
  }

  publish(event: Event): void {
    for (const queue of this.#queues) queue.push(event);
  }

  /** Events from now on, until the signal aborts: the subscription stands as soon as this returns. */
  subscribe(signal: AbortSignal): AsyncGenerator<Event> {
    const queue = new EventQueue<Event>(this.#limit, this.#overflow);
    if (signal.aborted) queue.end();
    else this.#queues.add(queue);
    const leave = () => {
      this.#queues.delete(queue);
      queue.end();
    };
    signal.addEventListener('abort', leave, { once: true });
    return queue.read();
  }
}
