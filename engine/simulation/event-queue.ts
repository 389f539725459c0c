/** What is to happen, by time; at the same time in the order in which it was planned. A binary heap. */
export class EventQueue<T> {
  readonly #times: number[] = [];
  readonly #numbers: number[] = [];
  readonly #items: T[] = [];
  #planned = 0;

  get size(): number {
    return this.#items.length;
  }

  /** When the next thing happens; Infinity when nothing is planned. */
  get nextTime(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  plan(time: number, item: T): void {
    const number = this.#planned++;
    let hole = this.#items.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = this.#times[parent] as number;
      if (parentTime < time || parentTime === time) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, time, number, item);
  }

  take(): T | undefined {
    const first = this.#items[0];
    const time = this.#times.pop();
    const number = this.#numbers.pop();
    const item = this.#items.pop();
    if (this.#items.length > 0 && time !== undefined && number !== undefined)
      this.#sink(time, number, item as T);
    return first;
  }

  // helpers //////////////////////////////////////////////////////////

  #sink(time: number, number: number, item: T): void {
    const length = this.#items.length;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= length) break;
      if (child + 1 < length && this.#isBefore(child + 1, child)) child++;
      const childTime = this.#times[child] as number;
      if (time < childTime || (time === childTime && number < (this.#numbers[child] as number))) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, time, number, item);
  }

  #isBefore(a: number, b: number): boolean {
    const [timeA, timeB] = [this.#times[a] as number, this.#times[b] as number];
    return timeA < timeB || (timeA === timeB && (this.#numbers[a] as number) < (this.#numbers[b] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from] as number, this.#numbers[from] as number, this.#items[from] as T);
  }

  #put(at: number, time: number, number: number, item: T): void {
    this.#times[at] = time;
    this.#numbers[at] = number;
    this.#items[at] = item;
  }
}
