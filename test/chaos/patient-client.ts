import { setTimeout as pause } from 'node:timers/promises';
import { DemoClient, RequestError } from '../../cli/demo/client.ts';
import type { Turns } from './turns.ts';

const againAfterMs = 200;

/**
 * A client as a portal should be: what is not answered it asks again, word for word, so with the same idempotency key. Every task that it
 * was told to be completed it remembers.
 */
export class PatientClient extends DemoClient {
  /** Longer than a start of the system takes on a slow machine. */
  override readonly patienceMs = 600_000;
  readonly completed: string[] = [];
  /** Requests that were sent again because no answer came. */
  repeated = 0;
  readonly #turns: Turns;

  /** @param turns shared by all clients, so that they are not more than the machine can bear */
  constructor(url: string, token: string, turns: Turns) {
    super(url, token);
    this.#turns = turns;
  }

  override request<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    return this.#answered(() => super.request<T>(query, variables));
  }

  override upload(name: string, mediaType: string, content: Uint8Array): Promise<string> {
    return this.#answered(() => super.upload(name, mediaType, content));
  }

  override async completeTask(taskId: string, variables: Record<string, unknown>): Promise<void> {
    await super.completeTask(taskId, variables);
    this.completed.push(taskId);
  }

  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const end = Date.now() + this.patienceMs;
    for (;;) {
      try {
        return await this.#turns.take(ask);
      } catch (error) {
        if (!isUnanswered(error) || Date.now() > end) throw error;
        this.repeated += 1;
        await pause(againAfterMs);
      }
    }
  }
}

/** Nobody there, cut off, or told that the system is not able to answer now; a refusal is an answer. */
function isUnanswered(error: unknown): boolean {
  if (error instanceof RequestError) return error.code === 'UNAVAILABLE' || error.code === 'RATE_LIMITED';
  // What fetch throws when there is no connection or no answer, and what reading a cut answer does.
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return isLate || error instanceof TypeError || error instanceof SyntaxError;
}
