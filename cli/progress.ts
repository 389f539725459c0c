/** Signs of life of a command that takes long, on the error output: what it prints may be read by a program. */

export interface Progress {
  readonly total: number;
  readonly done: number;
  /** Since the beginning, with one decimal. */
  readonly seconds: number;
  readonly perSecond: number;
  advance(by: number): void;
  end(): void;
}

const terminalMs = 500;
/** Without a terminal, a line now and then. */
const plainMs = 10_000;

/** @param what in the plural, e.g. `instances` */
export function startProgress(
  what: string,
  total: number,
  output: NodeJS.WriteStream = process.stderr,
): Progress {
  const since = performance.now();
  const terminal = output.isTTY === true;
  let done = 0;
  const seconds = (): number => Math.round((performance.now() - since) / 100) / 10;
  const perSecond = (): number =>
    Math.round((done / Math.max(0.001, performance.now() - since)) * 10_000) / 10;
  const timer = setInterval(
    () => {
      const left = perSecond() > 0 ? `, ${Math.ceil((total - done) / perSecond())} s left` : '';
      const line = `… ${done} of ${total} ${what}, ${perSecond()} a second${left}`;
      output.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
    },
    terminal ? terminalMs : plainMs,
  );
  timer.unref();
  return {
    total,
    get done() {
      return done;
    },
    get seconds() {
      return seconds();
    },
    get perSecond() {
      return perSecond();
    },
    advance(by) {
      done += by;
    },
    end() {
      clearInterval(timer);
      if (terminal) output.write('\r\x1b[K');
    },
  };
}
