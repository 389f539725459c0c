/**
 * When people work: windows on each day of the week, and days that differ. Moments are epoch milliseconds, days those of the calendar's
 * own offset from UTC. Beside the clock runs working time, which stands still outside of the windows.
 */

/** From and to in minutes from 00:00, ascending. */
export type DayWindows = readonly (readonly [from: number, to: number])[];

export interface WorkingHours {
  /** Monday first. */
  week: readonly DayWindows[];
  /** Days without work, as `2026-02-17`. */
  holidays: readonly string[];
  /** Days of rest on which a Monday's hours are worked. */
  workdays: readonly string[];
  /** Milliseconds ahead of UTC. */
  offset: number;
}

const minute = 60_000;
const day = 86_400_000;

/** No day is looked for beyond so many days without work. */
const horizon = 4000;

export class WorkingTime {
  /** Null: work never stops. */
  readonly #hours: WorkingHours | null;
  /** Milliseconds from 00:00, alternately from and to, of each weekday counted from 1970-01-01, a Thursday. */
  readonly #weekly: readonly Float64Array[];
  readonly #exceptions = new Map<number, Float64Array>();
  /** Working time from the first day until each further day begins. */
  readonly #sums: number[] = [0];
  #firstDay: number | null = null;

  constructor(hours: WorkingHours | null) {
    this.#hours = hours;
    const week = (hours?.week ?? []).map((windows) =>
      Float64Array.from(windows.flat(), (minutes) => minutes * minute),
    );
    this.#weekly = [3, 4, 5, 6, 0, 1, 2].map((weekday) => week[weekday] ?? new Float64Array());
    const numberOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / day;
    for (const date of hours?.workdays ?? []) {
      const usual = this.#weekly[numberOf(date) % 7];
      this.#exceptions.set(
        numberOf(date),
        usual && usual.length > 0 ? usual : (week[0] ?? new Float64Array()),
      );
    }
    for (const date of hours?.holidays ?? []) this.#exceptions.set(numberOf(date), new Float64Array());
    if (hours && !week.some((windows) => windows.length > 0) && hours.workdays.length === 0)
      throw new RangeError('Expected a calendar with working hours, but it has none');
  }

  /** Working time of an ordinary working day (a Monday, else the first day that is worked). */
  get lengthOfDay(): number {
    if (!this.#hours) return day;
    const usual = [4, 5, 6, 0, 1, 2, 3].map((weekday) =>
      lengthOf(this.#weekly[weekday] ?? new Float64Array()),
    );
    return usual.find((length) => length > 0) ?? day;
  }

  isOpen(at: number): boolean {
    if (!this.#hours) return true;
    const number = this.#dayOf(at);
    const time = at - this.#startOf(number);
    const windows = this.#windowsOf(number);
    for (let i = 0; i < windows.length; i += 2) {
      if (time < (windows[i] ?? 0)) return false;
      if (time < (windows[i + 1] ?? 0)) return true;
    }
    return false;
  }

  /** The moment itself where work is done at it, else when it begins next. */
  nextOpening(at: number): number {
    if (!this.#hours) return at;
    const first = this.#dayOf(at);
    for (let number = first; number < first + horizon; number++) {
      const start = this.#startOf(number);
      const windows = this.#windowsOf(number);
      for (let i = 0; i < windows.length; i += 2) {
        if (at < start + (windows[i + 1] ?? 0)) return Math.max(at, start + (windows[i] ?? 0));
      }
    }
    return Number.POSITIVE_INFINITY;
  }

  /** When so much working time has passed since: the earliest such moment. */
  add(at: number, duration: number): number {
    if (!this.#hours || duration === Number.POSITIVE_INFINITY) return at + duration;
    let left = duration;
    const first = this.#dayOf(at);
    for (let number = first, idle = 0; idle < horizon; number++) {
      const start = this.#startOf(number);
      const windows = this.#windowsOf(number);
      idle = windows.length === 0 ? idle + 1 : 0;
      for (let i = 0; i < windows.length; i += 2) {
        const from = Math.max(at, start + (windows[i] ?? 0));
        const available = start + (windows[i + 1] ?? 0) - from;
        if (available <= 0) continue;
        if (left <= available) return from + left;
        left -= available;
      }
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Working time since a fixed moment before all that this calendar was asked about first. */
  at(moment: number): number {
    if (!this.#hours) return moment;
    const number = this.#dayOf(moment);
    const time = moment - this.#startOf(number);
    let worked = this.#until(number);
    const windows = this.#windowsOf(number);
    for (let i = 0; i < windows.length && time > (windows[i] ?? 0); i += 2) {
      worked += Math.min(time, windows[i + 1] ?? 0) - (windows[i] ?? 0);
    }
    return worked;
  }

  // days /////////////////////////////////////////////////////////////

  #dayOf(at: number): number {
    return Math.floor((at + (this.#hours?.offset ?? 0)) / day);
  }

  #startOf(number: number): number {
    return number * day - (this.#hours?.offset ?? 0);
  }

  #windowsOf(number: number): Float64Array {
    return this.#exceptions.get(number) ?? this.#weekly[number % 7] ?? new Float64Array();
  }

  #until(number: number): number {
    this.#firstDay ??= number;
    if (number < this.#firstDay)
      throw new RangeError('Expected working time to be asked for forward in time');
    for (let next = this.#sums.length; next <= number - this.#firstDay; next++) {
      this.#sums.push((this.#sums[next - 1] ?? 0) + lengthOf(this.#windowsOf(this.#firstDay + next - 1)));
    }
    return this.#sums[number - this.#firstDay] ?? 0;
  }
}

// helpers ////////////////////////////////////////////////////////////

function lengthOf(windows: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < windows.length; i += 2) sum += (windows[i + 1] ?? 0) - (windows[i] ?? 0);
  return sum;
}
