import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobTypes } from '../../activities/index.ts';
import { playScenario, readResources, readScenarios } from '../../cli/scenario/scenario.ts';
import { compile } from '../../engine/deployment.ts';

const root = join(import.meta.dirname, '../../process-definitions');
const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(folders.map(({ name }) => name))('%s', async (name) => {
  const folder = join(root, name);
  const { graph, findings } = await compile(await readResources(folder), {
    hash: name,
    jobTypes: jobTypes(),
  });
  const scenarios = await readScenarios(folder);

  it('should deploy without a finding that blocks or warns', () => {
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('should have scenarios', () => {
    expect(scenarios.length).toBeGreaterThan(0);
  });

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    'should play %s',
    (_, scenario) => {
      expect(graph && playScenario(graph, scenario)).toEqual([]);
    },
  );
});
