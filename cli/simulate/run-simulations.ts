/** Lets simulations run with a progress bar on standard error, until they are done or somebody presses Ctrl+C. */
import type { Simulation } from '../../engine/simulation/index.ts';

const eventsAtOnce = 5000;
/** How long Ctrl+C may have to wait. */
const breathEveryMs = 50;
const drawnEveryMs = 100;
/** Without a terminal, a line now and then. */
const plainEveryMs = 10_000;

/** @returns whether all of them came to their end */
export async function runSimulations(
  simulations: readonly Simulation[],
  documents: number | null,
): Promise<boolean> {
  const progress = new Progress(simulations, documents);
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    for (const simulation of simulations) {
      while (!isInterrupted && simulation.advance(eventsAtOnce)) {
        // the signal arrives between two pieces of work
        if (progress.breathe()) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } finally {
    process.off('SIGINT', interrupt);
    progress.end();
  }
  return !isInterrupted;
}

// helpers ////////////////////////////////////////////////////////////

class Progress {
  readonly #simulations: readonly Simulation[];
  readonly #documents: number | null;
  readonly #startedAt = Date.now();
  #drawnAt = Date.now();
  #breathedAt = Date.now();

  /** `documents`: how many there will be, where that is known. */
  constructor(simulations: readonly Simulation[], documents: number | null) {
    this.#simulations = simulations;
    this.#documents = documents;
  }

  /** Draws when it is time to. True when it is time to look for signals. */
  breathe(): boolean {
    const now = Date.now();
    if (now - this.#breathedAt < breathEveryMs) return false;
    this.#breathedAt = now;
    const isTerminal = process.stderr.isTTY === true;
    if (now - this.#drawnAt >= (isTerminal ? drawnEveryMs : plainEveryMs)) {
      this.#drawnAt = now;
      process.stderr.write(isTerminal ? `\r\x1b[K${this.#line()}` : `${this.#line()}\n`);
    }
    return true;
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  #line(): string {
    const ended = this.#simulations.reduce((sum, simulation) => sum + simulation.ended, 0);
    const perSecond = Math.round((ended / (Date.now() - this.#startedAt)) * 1000);
    const rate = `${perSecond}/s`;
    if (this.#documents === null) return `${ended} văn bản · documents, ${rate}`;
    const width = 30;
    const share = Math.min(1, ended / this.#documents);
    const filled = Math.round(share * width);
    return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${ended}/${this.#documents} ${rate}`;
  }
}
