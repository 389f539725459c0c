/** Timers by due time, then by age: a binary heap. What has been cancelled or has fired is dropped when it comes up. */
import type { OpenTimer } from './instance-state.ts';

export class TimerQueue {
  readonly #heap: OpenTimer[] = [];

  push(timer: OpenTimer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    for (let above = (at - 1) >> 1; at > 0 && isBefore(timer, heap[above]); above = (at - 1) >> 1) {
      heap[at] = heap[above] as OpenTimer;
      heap[above] = timer;
      at = above;
    }
  }

  first(open: Record<string, OpenTimer>): OpenTimer | null {
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      if (open[first.key]) return first;
      this.#dropFirst();
    }
    return null;
  }

  // helpers //////////////////////////////////////////////////////////

  #dropFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const below = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      const child = heap[below];
      if (!child || !isBefore(child, last)) return;
      heap[at] = child;
      heap[below] = last;
      at = below;
    }
  }
}

/** Whether `one` is there, and due before `other`. */
function isBefore(one: OpenTimer | undefined, other: OpenTimer | undefined): boolean {
  if (!one || !other) return false;
  return one.dueAt === other.dueAt ? Number(one.key) < Number(other.key) : one.dueAt < other.dueAt;
}
