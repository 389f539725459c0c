/** How many cases of a suite pass, and why the others do not. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { betsy } from './betsy.ts';
import { bpmnTck } from './bpmn-tck.ts';
import { type Deviation, readDeviations } from './deviations.ts';
import { dmnTck } from './dmn-tck.ts';
import { miwg } from './miwg.ts';
import type { CaseResult, Platform, Suite } from './suite.ts';
import { tokenSimulation } from './token-simulation.ts';

export const suites: Suite[] = [tokenSimulation, betsy, bpmnTck, miwg, dmnTck];

export interface Score {
  passed: number;
  total: number;
  /** Failing cases that are meant to. */
  deviations: Deviation[];
  /** Failing cases that are known, with what the engine lacks. */
  known: Deviation[];
  failures: { case: string; problem: string }[];
  /** By part of the suite, where it has parts. */
  parts?: Record<string, { passed: number; total: number }>;
}

/** `folder` holds the suite's own. `progress` hears of every case. */
export async function scoreOf(
  suite: Suite,
  folder: string,
  platform: Platform,
  progress: (text: string) => void = () => undefined,
): Promise<Score> {
  const deviations = (await readDeviations()).get(suite.name) ?? [];
  const known = suite === dmnTck ? await readKnownFailures() : [];
  const score: Score = { passed: 0, total: 0, deviations: [], known: [], failures: [] };
  for await (const result of suite.run(join(folder, suite.name), platform)) {
    count(score, result, deviations, known);
    progress(`${suite.name} ${score.total}`);
  }
  progress('');
  return score;
}

// helpers ////////////////////////////////////////////////////////////

function count(score: Score, result: CaseResult, deviations: Deviation[], known: Deviation[]): void {
  const { name, problem, part } = result;
  const hasPassed = problem === null;
  score.total++;
  if (hasPassed) score.passed++;
  if (part !== undefined) {
    score.parts ??= {};
    score.parts[part] ??= { passed: 0, total: 0 };
    score.parts[part].total++;
    if (hasPassed) score.parts[part].passed++;
  }
  if (hasPassed) return;
  const deviation = deviations.find((it) => it.case === name);
  const knownFailure = known.find((it) => it.case === name);
  if (deviation) score.deviations.push(deviation);
  else if (knownFailure) score.known.push(knownFailure);
  else score.failures.push({ case: name, problem });
}

/** Reason → cases. */
async function readKnownFailures(): Promise<Deviation[]> {
  const text = await readFile(new URL('dmn-known-failures.json', import.meta.url), 'utf8');
  const byReason: Record<string, string[]> = JSON.parse(text);
  return Object.entries(byReason).flatMap(([reason, cases]) => cases.map((it) => ({ case: it, reason })));
}
