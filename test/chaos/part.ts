import { setTimeout as pause } from 'node:timers/promises';
import { killTree } from '../support/process-tree.ts';

/** A process of the system, and how it is ended in order. */
export interface Running {
  pid: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

const againAfterMs = 300;

/** One process of the system, started again whenever it ends, as a supervisor does. */
export class Part {
  readonly name: string;
  /** How often it was started again. */
  restarts = 0;
  readonly #start: () => Promise<Running>;
  readonly #onTrouble: (sentence: string) => void;
  #running: Running | null = null;
  #isWanted = true;
  #isUp = false;
  #up = Promise.withResolvers<void>();
  #kept: Promise<void> = Promise.resolve();

  private constructor(name: string, start: () => Promise<Running>, onTrouble: (sentence: string) => void) {
    this.name = name;
    this.#start = start;
    this.#onTrouble = onTrouble;
  }

  /** @throws when it does not start the first time */
  static async start(
    name: string,
    start: () => Promise<Running>,
    onTrouble: (sentence: string) => void,
  ): Promise<Part> {
    const part = new Part(name, start, onTrouble);
    part.#running = await start();
    part.#markUp();
    part.#kept = part.#keep();
    return part;
  }

  /** Resolves when it runs. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** SIGKILL for it and all it has started. */
  kill(): void {
    if (!this.#running) return;
    this.#markDown();
    killTree(this.#running.pid);
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.#running?.stop();
    await this.#kept;
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#running?.exited;
      this.#running = null;
      if (!this.#isWanted) return;
      this.#markDown();
      while (!this.#running) {
        await pause(againAfterMs);
        if (!this.#isWanted) return;
        this.#running = await this.#start().catch((error: unknown) => {
          this.#onTrouble(`${this.name}: ${error instanceof Error ? error.message : error}`);
          return null;
        });
      }
      this.restarts += 1;
      this.#markUp();
    }
  }

  #markUp(): void {
    this.#isUp = true;
    this.#up.resolve();
  }

  #markDown(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#up = Promise.withResolvers();
  }
}
