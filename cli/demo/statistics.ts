/** How long the human steps took. */
export class StepTimes {
  readonly #times = new Map<string, number[]>();

  add(step: string, milliseconds: number): void {
    const times = this.#times.get(step);
    if (times) times.push(milliseconds);
    else this.#times.set(step, [milliseconds]);
  }

  /** One row a step, most frequent first, then one for all. */
  table(): string[] {
    const rows = [...this.#times].sort(([, a], [, b]) => b.length - a.length);
    const all = rows.flatMap(([, times]) => times);
    return [
      `${'step'.padEnd(30)}${'count'.padStart(7)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}`,
      ...[...rows, ['all human steps', all] as const].map(
        ([step, times]) =>
          `${step.padEnd(30)}${String(times.length).padStart(7)}${quantile(times, 0.5).padStart(9)}${quantile(times, 0.99).padStart(9)}`,
      ),
    ];
  }
}

/** Nearest rank. */
function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0).toFixed(0);
}
