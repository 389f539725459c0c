import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conformanceFolder } from './cases.ts';
import { readDeviations } from './deviations.ts';
import { scoreOf, suites } from './score.ts';

describe("other projects' tests (CONFORMANCE_DIR)", () => {
  for (const suite of suites) {
    it.skipIf(!existsSync(join(conformanceFolder, suite.name)))(
      `should pass but for what is named as a deviation: ${suite.name}`,
      { timeout: 240_000 },
      async () => {
        const { failures, deviations, total } = await scoreOf(suite, conformanceFolder, 'memory');
        expect(failures).toEqual([]);
        expect(total).toBeGreaterThan(10);
        // nothing is named that passes
        const named = (await readDeviations()).get(suite.name) ?? [];
        expect(deviations.map((it) => it.case).sort()).toEqual(named.map((it) => it.case).sort());
      },
    );
  }
});

describe('the table of deviations', () => {
  it('should be read from docs/semantics.md, each with its reason', async () => {
    const bySuite = await readDeviations();
    expect(bySuite.size).toBeGreaterThan(0);
    for (const [suite, deviations] of bySuite) {
      expect(suites.map(({ name }) => name)).toContain(suite);
      for (const { reason } of deviations) expect(reason).toMatch(/\d+\.\d+/);
    }
  });
});
