/** What a start shows: each step as one line with its time; while steps last, a sign that they live. */

export interface Steps {
  /** Runs the work and prints its line when it is done. What the work tells is shown while it lasts. */
  step<T>(title: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
  /** A line of its own, e.g. that a child was restarted. */
  line(text: string): void;
  /** Ends the signs of life. */
  close(): void;
}

interface Active {
  title: string;
  detail: string;
  since: number;
  shown: number;
}

const tickMs = 200;
/** Without a terminal, a line now and then. */
const plainMs = 10_000;

export function createSteps(output: NodeJS.WriteStream = process.stdout): Steps {
  const active = new Set<Active>();
  const terminal = output.isTTY === true;
  const clear = (): void => {
    if (terminal) output.write('\r\x1b[K');
  };
  const draw = (): void => {
    const text = [...active].map(describe).join(' · ');
    if (terminal && text) output.write(`\r\x1b[K… ${text.slice(0, (output.columns ?? 80) - 3)}`);
  };
  const timer = setInterval(() => {
    if (terminal) return draw();
    for (const step of active) {
      if (Date.now() - step.shown < plainMs) continue;
      step.shown = Date.now();
      output.write(`… ${describe(step)}\n`);
    }
  }, tickMs);
  timer.unref();

  const line = (text: string): void => {
    clear();
    output.write(`${text}\n`);
    draw();
  };
  return {
    async step(title, work) {
      const step: Active = { title, detail: '', since: Date.now(), shown: Date.now() };
      active.add(step);
      draw();
      try {
        const result = await work((detail) => {
          step.detail = detail;
        });
        active.delete(step);
        line(`✓ ${title.padEnd(34)} ${elapsed(step.since).padStart(8)}`);
        return result;
      } catch (error) {
        active.delete(step);
        line(`✗ ${title.padEnd(34)} ${elapsed(step.since).padStart(8)}`);
        throw error;
      }
    },
    line,
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

function describe({ title, detail, since }: Active): string {
  return `${title}${detail ? `: ${detail}` : ''} ${elapsed(since)}`;
}

export function elapsed(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
