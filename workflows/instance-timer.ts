import { CancellationScope, sleep } from '@temporalio/workflow';

/** The instance's one live Temporal timer: the engine keeps the due times, this sleeps until the earliest. */
export class InstanceTimer {
  readonly #parent: CancellationScope;
  readonly #onDue: (dueAt: number) => void;
  #armedFor: number | null = null;
  #scope: CancellationScope | null = null;

  constructor(parent: CancellationScope, onDue: (dueAt: number) => void) {
    this.#parent = parent;
    this.#onDue = onDue;
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
      .run(() => sleep(Math.max(1, dueAt - now)))
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
