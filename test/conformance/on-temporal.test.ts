import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endTemporal } from '../../cli/run/temporal/stage.ts';
import { portableCases } from './betsy.ts';
import { bpmnTck } from './bpmn-tck.ts';
import { conformanceFolder, ownCases } from './cases.ts';
import { differenceOnTemporal } from './on-temporal.ts';
import { simulatedCases, simulatedOtherwise } from './token-simulation.ts';

const folder = join(conformanceFolder, 'betsy');
const tck = join(conformanceFolder, 'bpmn-tck');
const simulations = join(conformanceFolder, 'token-simulation');

afterAll(endTemporal);

describe('a case as a real workflow', () => {
  it('should leave the trace that it leaves in memory', { timeout: 120_000 }, async () => {
    for (const it of await ownCases()) expect(await differenceOnTemporal(it)).toBeNull();
  });

  it.skipIf(!existsSync(folder))(
    "should do so in a sample of another project's cases (CONFORMANCE_DIR)",
    { timeout: 240_000 },
    async () => {
      for (const it of sample(await portableCases(folder), 20, 7)) {
        expect(await differenceOnTemporal(it), it.processId).toBeNull();
      }
    },
  );

  it.skipIf(!existsSync(tck))(
    'should do so in all cases of the BPMN TCK, and what they verify should hold (CONFORMANCE_DIR)',
    { timeout: 240_000 },
    async () => {
      let cases = 0;
      for await (const { name, problem } of bpmnTck.run(tck, 'temporal')) {
        cases += 1;
        expect(problem, name).toBeNull();
      }
      expect(cases).toBeGreaterThan(10);
    },
  );

  it.skipIf(!existsSync(simulations))(
    'should do so in all cases without data, where several instances are told which way to go (CONFORMANCE_DIR)',
    { timeout: 240_000 },
    async () => {
      const cases = await simulatedCases(simulations);
      expect(cases.length).toBeGreaterThan(100);
      for (const it of cases) expect(await simulatedOtherwise(simulations, it), it.name).toBeNull();
    },
  );
});

/** So many of them, the same for the same seed (a linear congruential generator). */
function sample<T>(items: T[], count: number, seed: number): T[] {
  const left = [...items];
  let state = seed;
  return Array.from({ length: Math.min(count, left.length) }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return left.splice(state % left.length, 1);
  }).flat();
}
