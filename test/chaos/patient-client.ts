import { setTimeout as pause } from 'node:timers/promises';
import { DemoClient, type OpenTask, RequestError } from '../../cli/demo/client.ts';
import type { Turns } from './turns.ts';

/** Longer than a start of the system takes on a slow machine. */
const patienceMs = 240_000;
const firstDelayMs = 200;
const lastDelayMs = 1_500;

/**
 * A client as a portal should be: what is not answered it asks again, word for word, so with the same idempotency key. Every task that it
 * was told to be completed it remembers.
 */
export class PatientClient extends DemoClient {
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

  /** As its parent, but through the time in which the system is away, and without asking too often: many of them ask at once. */
  override async waitForTask(instanceId: string, elementId: string): Promise<OpenTask> {
    // A hundred are more than are open at any time.
    const query = '{ tasks(first: 100) { edges { node { id elementId } } } }';
    const end = Date.now() + patienceMs;
    for (let delay = firstDelayMs; Date.now() < end; delay = Math.min(delay * 1.5, lastDelayMs)) {
      const { tasks } = await this.request<{ tasks: { edges: { node: OpenTask }[] } }>(query);
      const task = tasks.edges
        .map(({ node }) => node)
        .find((open) => open.elementId === elementId && open.id.startsWith(`${instanceId}:`));
      if (task) return task;
      await pause(delay);
    }
    throw new Error(`No task ${elementId} in ${instanceId} after ${patienceMs / 1000} s`);
  }

  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const end = Date.now() + patienceMs;
    for (;;) {
      try {
        return await this.#turns.take(ask);
      } catch (error) {
        if (!isUnanswered(error) || Date.now() > end) throw error;
        this.repeated += 1;
        await pause(firstDelayMs);
      }
    }
  }
}

/** Nobody there, cut off, or told that the system is not able to answer now; a refusal is an answer. */
function isUnanswered(error: unknown): boolean {
  if (error instanceof RequestError) return error.code === 'UNAVAILABLE' || error.code === 'RATE_LIMITED';
  // What fetch throws when there is no connection, and what reading a cut answer does.
  return error instanceof TypeError || error instanceof SyntaxError;
}
