/**
 * What is measured, in batches of documents that arrived one after the other: their means are nearly independent, which gives the
 * confidence intervals (method of batch means). There are never more than a few batches: when there are too many, each two become one.
 */
import { Histogram } from './statistics.ts';

/** Tasks, jobs and awaited events of one element. Times are milliseconds. */
export interface StepSums {
  count: number;
  waiting: number;
  /** Working time. */
  service: number;
  withDueDate: number;
  late: number;
}

export interface PoolSums {
  /** People at work, times working time. */
  busy: number;
  /** People there are, times working time. */
  available: number;
}

/** Documents that arrived one after the other, and the time in which they arrived. */
export class Batch {
  arrived = 0;
  completed = 0;
  terminated = 0;
  stuck = 0;
  withDeadline = 0;
  late = 0;
  /** From arrival to the end, milliseconds. */
  readonly cycle = new Histogram();
  /** By number of the element. */
  readonly steps: (StepSums | undefined)[] = [];
  /** While they arrived: milliseconds, documents that ended, documents under way times milliseconds. */
  elapsed = 0;
  ended = 0;
  underWay = 0;
  /** By number of the pool. */
  readonly pools: PoolSums[] = [];

  merge(other: Batch): void {
    this.arrived += other.arrived;
    this.completed += other.completed;
    this.terminated += other.terminated;
    this.stuck += other.stuck;
    this.withDeadline += other.withDeadline;
    this.late += other.late;
    this.cycle.merge(other.cycle);
    other.steps.forEach((sums, number) => {
      if (!sums) return;
      const mine = this.step(number);
      mine.count += sums.count;
      mine.waiting += sums.waiting;
      mine.service += sums.service;
      mine.withDueDate += sums.withDueDate;
      mine.late += sums.late;
    });
    this.elapsed += other.elapsed;
    this.ended += other.ended;
    this.underWay += other.underWay;
    other.pools.forEach((sums, number) => {
      this.pools[number] ??= { busy: 0, available: 0 };
      const mine = this.pools[number];
      mine.busy += sums.busy;
      mine.available += sums.available;
    });
  }

  step(number: number): StepSums {
    this.steps[number] ??= { count: 0, waiting: 0, service: 0, withDueDate: 0, late: 0 };
    return this.steps[number];
  }
}

/** Sums over time since the start, as they stand at one moment. */
export interface Snapshot {
  at: number;
  ended: number;
  underWay: number;
  pools: readonly PoolSums[];
}

const firstSize = 8;
const batchesAtMost = 40;

export class Measures {
  readonly #batches: Batch[] = [];
  #size = firstSize;
  #arrived = 0;
  #open: Snapshot | null = null;

  /** The batch of the document that arrived as that one, counted from 0. */
  batchOf(document: number): Batch {
    const index = Math.floor(document / this.#size);
    this.#batches[index] ??= new Batch();
    return this.#batches[index];
  }

  /** `now` is asked for when a batch is full. */
  arrive(now: () => Snapshot): number {
    const document = this.#arrived;
    if (document % this.#size === 0) {
      this.close(now());
      if (document / this.#size >= batchesAtMost) this.#halve();
    }
    this.#arrived++;
    this.batchOf(document).arrived++;
    return document;
  }

  /** No document arrives any more, or a batch is full. */
  close(now: Snapshot): void {
    if (this.#open && this.#arrived > 0) {
      const batch = this.batchOf(this.#arrived - 1);
      const since = this.#open;
      batch.elapsed += now.at - since.at;
      batch.ended += now.ended - since.ended;
      batch.underWay += now.underWay - since.underWay;
      now.pools.forEach(({ busy, available }, number) => {
        const before = since.pools[number] ?? { busy: 0, available: 0 };
        batch.pools[number] ??= { busy: 0, available: 0 };
        const sums = batch.pools[number];
        sums.busy += busy - before.busy;
        sums.available += available - before.available;
      });
    }
    this.#open = now;
  }

  get arrived(): number {
    return this.#arrived;
  }

  /** Without the first share of documents. `complete`: full batches alone. */
  batches(warmUp: number): { all: Batch[]; complete: Batch[] } {
    const first = Math.min(Math.ceil(warmUp * this.#batches.length), Math.max(0, this.#batches.length - 1));
    return {
      all: this.#batches.slice(first),
      complete: this.#batches.slice(first, Math.floor(this.#arrived / this.#size)),
    };
  }

  // helpers //////////////////////////////////////////////////////////

  #halve(): void {
    const before = this.#batches.splice(0);
    before.forEach((batch, index) => {
      if (index % 2 === 0) this.#batches.push(batch);
      else this.#batches.at(-1)?.merge(batch);
    });
    this.#size *= 2;
  }
}
