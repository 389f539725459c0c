/** What every suite of other people's tests has in common: cases that pass, or say why not. */

export interface CaseResult {
  /** Unique in its suite, e.g. `ExclusiveGateway (inputA)`. */
  name: string;
  /** Why it failed, in one line; null where it passed. */
  problem: string | null;
  /** For scores by part of a suite, e.g. a compliance level. */
  part?: string;
}

/** Where the instances of a case run. */
export type Platform = 'memory' | 'temporal';

export interface Suite {
  /** Also the name of its folder. */
  name: string;
  /** One result after the other, so that progress can be shown. */
  run(folder: string, platform: Platform): AsyncIterable<CaseResult>;
}

/** A case whose own code fails has failed; the others go on. */
export async function outcomeOf(
  name: string,
  check: () => Promise<string | null> | string | null,
): Promise<CaseResult> {
  try {
    return { name, problem: await check() };
  } catch (error) {
    return { name, problem: error instanceof Error ? oneLine(error.message) : String(error) };
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 500);
