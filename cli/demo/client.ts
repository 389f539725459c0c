/** The API as one demo account uses it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export interface OpenTask {
  id: string;
  elementId: string;
}

interface TaskPage {
  tasks: { edges: { node: OpenTask }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

const firstDelayMs = 150;
const lastDelayMs = 1_500;
/** Longer than the server itself waits for anything. */
const answerLimitMs = 60_000;

/** What the server refused, with the contract's code. */
export class RequestError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class DemoClient {
  readonly #url: string;
  readonly #token: string;
  /** How long is waited for what other parts of the system do, milliseconds. */
  readonly patienceMs: number = 60_000;

  /** @param url address of the web interface, e.g. http://127.0.0.1:8080 */
  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async request<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    return this.#send<T>({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
  }

  /** @returns the id of the stored file */
  async upload(name: string, mediaType: string, content: Uint8Array): Promise<string> {
    const form = new FormData();
    const query = 'mutation ($file: File!) { uploadFile(file: $file) { id } }';
    form.set('operations', JSON.stringify({ query, variables: { file: null } }));
    form.set('map', JSON.stringify({ 0: ['variables.file'] }));
    form.set('0', new Blob([new Uint8Array(content)], { type: mediaType }), name);
    const { uploadFile } = await this.#send<{ uploadFile: { id: string } }>({ body: form });
    return uploadFile.id;
  }

  /**
   * Waits until this account sees an open task of that element in the instance.
   * @throws Error when there is none for too long
   */
  async waitForTask(instanceId: string, elementId: string): Promise<OpenTask> {
    return this.waitFor(`task ${elementId} in ${instanceId}`, async () => {
      for await (const task of this.#openTasks())
        if (task.elementId === elementId && task.id.startsWith(`${instanceId}:`)) return task;
      return null;
    });
  }

  /**
   * Looks again and again, less often after a while, until there is something.
   * @throws Error when there is nothing for too long
   */
  async waitFor<T>(what: string, look: () => Promise<T | null>): Promise<T> {
    const end = Date.now() + this.patienceMs;
    for (let delay = firstDelayMs; ; delay = Math.min(delay * 1.5, lastDelayMs)) {
      // Also after the time is over, if looking took that long.
      const isLast = Date.now() > end;
      const found = await look();
      if (found !== null) return found;
      if (isLast) throw new Error(`There is no ${what} after ${this.patienceMs / 1000} s.`);
      await pause(delay);
    }
  }

  /** The tasks that this account may do, newest pages included. */
  async *#openTasks(): AsyncGenerator<OpenTask> {
    const query =
      'query ($after: String) { tasks(first: 100, after: $after) { edges { node { id elementId } } pageInfo { hasNextPage endCursor } } }';
    let after: string | null = null;
    do {
      const { tasks }: TaskPage = await this.request<TaskPage>(query, { after });
      for (const { node } of tasks.edges) yield node;
      after = tasks.pageInfo.hasNextPage ? tasks.pageInfo.endCursor : null;
    } while (after !== null);
  }

  async completeTask(taskId: string, variables: Record<string, unknown>): Promise<void> {
    await this.request(
      'mutation ($input: CompleteTaskInput!) { completeTask(input: $input) { task { id } } }',
      {
        input: { id: taskId, variables, idempotencyKey: randomUUID() },
      },
    );
  }

  async #send<T>(init: { headers?: Record<string, string>; body: string | FormData }): Promise<T> {
    const response = await fetch(new URL('/graphql', this.#url), {
      method: 'POST',
      signal: AbortSignal.timeout(answerLimitMs),
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/graphql-response+json',
        ...init.headers,
      },
      body: init.body,
    });
    const answer = (await response.json()) as {
      data?: T;
      errors?: { message: string; extensions?: { code?: string } }[];
    };
    const [error] = answer.errors ?? [];
    if (error) throw new RequestError(error.extensions?.code ?? 'UNKNOWN', error.message);
    if (!answer.data)
      throw new RequestError('UNKNOWN', `the server answered ${response.status} without data`);
    return answer.data;
  }
}
