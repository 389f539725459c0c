/** People of one role, or machines of one kind: they take what waits, one thing each, while they are at work. */
import { EventQueue } from './event-queue.ts';
import type { PoolSums } from './measures.ts';
import type { RoleScenario } from './scenario.ts';
import type { WorkingTime } from './working-time.ts';

export class Pool<T> {
  readonly name: string;
  readonly staff: number;
  readonly order: RoleScenario['order'];
  readonly time: WorkingTime;
  readonly waiting = new EventQueue<T>();
  /** Whether it is planned already to look again when work begins. */
  isWoken = false;
  #busy = 0;
  #busyTime = 0;
  #since: number;
  readonly #start: number;

  constructor(name: string, staff: number, order: RoleScenario['order'], time: WorkingTime, start: number) {
    this.name = name;
    this.staff = staff;
    this.order = order;
    this.time = time;
    this.#start = time.at(start);
    this.#since = this.#start;
  }

  get hasFree(): boolean {
    return this.#busy < this.staff;
  }

  occupy(now: number): void {
    this.#note(now);
    this.#busy++;
  }

  release(now: number): void {
    this.#note(now);
    this.#busy--;
  }

  /** Since the start. */
  sums(now: number): PoolSums {
    this.#note(now);
    return { busy: this.#busyTime, available: this.staff * (this.#since - this.#start) };
  }

  // helpers //////////////////////////////////////////////////////////

  #note(now: number): void {
    const at = this.time.at(now);
    this.#busyTime += this.#busy * (at - this.#since);
    this.#since = at;
  }
}
