import { CancellationScope, sleep } from '@temporalio/workflow';

/**
 * The instance's one live Temporal timer: the engine keeps the due times, this sleeps until the earliest; where dispatchers fire what is
 * due (client/due-timers.ts) some minutes longer, for what they have missed.
 */
export class InstanceTimer {
  readonly #parent: CancellationScope;
  readonly #onDue: (dueAt: number) => void;
  /** Milliseconds. */
  readonly #delay: number;
  #armedFor: number | null = null;
  #scope: CancellationScope | null = null;

  constructor(parent: CancellationScope, onDue: (dueAt: number) => void, delay = 0) {
    this.#parent = parent;
    this.#onDue = onDue;
    this.#delay = delay;
  }

  /** @param dueAt epoch milliseconds, as `now` is; null for none */
  arm(dueAt: number | null, now: number): void {
    if (dueAt === this.#armedFor) return;
    this.#scope?.cancel();
    this.#scope = null;
    this.#armedFor = dueAt;
    if (dueAt === null) return;
    const scope = new CancellationScope({ cancellable: true, parent: this.#parent });
    this.#scope = scope;
    scope
      .run(() => sleep(Math.max(1, dueAt - now) + this.#delay))
      .then(
        () => {
          this.#armedFor = null;
          this.#scope = null;
          this.#onDue(dueAt);
        },
        () => undefined, // Cancelled: another due time has taken its place.
      );
  }
}

/** Least and most that a due time waits for a dispatcher, milliseconds. */
const patience = { least: 60_000, most: 600_000 };

/**
 * How long that instance waits, milliseconds: what is due at once does not wake all at once.
 * @returns the same for the same instance, always
 */
export function patienceOf(instanceId: string): number {
  let spread = 0;
  for (const character of instanceId) spread = (spread * 31 + character.charCodeAt(0)) % 1_000;
  return patience.least + (spread / 1_000) * (patience.most - patience.least);
}
