import { type Case, type CaseOptions, RefusedCase, readCase } from './case.ts';
import { type RunResult, runInMemory } from './run-in-memory.ts';
import { isWithoutData } from './run-without-data.ts';

/** 0: came to rest; 2: unreadable or refused; 3: a step could not be taken. */
export type ExitCode = 0 | 2 | 3;

export type Platform = 'memory' | 'temporal';

export interface CaseResult {
  exitCode: ExitCode;
  /** JSON Lines: the trace, and the outcome as the last. Empty for a refused case. */
  output: string;
  /** Lines for standard error. */
  errors: string[];
}

export async function runCase(options: CaseOptions, platform: Platform): Promise<CaseResult> {
  try {
    const { trace, outcome, stopped } = await runOn(platform, await readCase(options));
    const output = [...trace, outcome].map((line) => `${JSON.stringify(line)}\n`).join('');
    return {
      exitCode: stopped === null ? 0 : 3,
      output,
      errors: stopped === null ? [] : [`${options.model}: ${stopped}`],
    };
  } catch (error) {
    if (error instanceof RefusedCase) return { exitCode: 2, output: '', errors: error.lines };
    throw error;
  }
}

// helpers ////////////////////////////////////////////////////////////

async function runOn(platform: Platform, prepared: Case): Promise<RunResult> {
  if (platform === 'memory') return runInMemory(prepared);
  // what it lets occur is written into the state of the instance, which nobody can do to a workflow
  if (isWithoutData(prepared.steps))
    throw new RefusedCase([
      '--script:: without-data: choose, fire and activate can be played in memory, not on Temporal',
    ]);
  const temporal = new URL('./temporal/run-on-temporal.ts', import.meta.url).href;
  const { runOnTemporal } = await importOrRefuse(temporal);
  return runOnTemporal(prepared);
}

/** The Temporal parts are heavy and need a server: they are loaded only when asked for. */
async function importOrRefuse(
  url: string,
): Promise<{ runOnTemporal: (prepared: Case) => Promise<RunResult> }> {
  try {
    return await import(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RefusedCase([`--on temporal is not available here: ${reason}`]);
  }
}
