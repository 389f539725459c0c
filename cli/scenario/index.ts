/** `congvan scenario FOLDER…`: plays the scenarios of process definitions. */
import { parseArgs } from 'node:util';
import { compile } from '../../engine/deployment.ts';
import { playScenario, readResources, readScenarios } from './scenario.ts';

const help = `Usage: congvan scenario FOLDER…

Plays every scenarios/*.json of each process definition's folder on the engine under a virtual clock.
Exit codes: 0 all as expected; 1 something differs; 2 a file cannot be read or is refused.`;

/** @returns the exit code */
export async function scenarioCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help || positionals.length === 0) {
    (values.help ? console.log : console.error)(help);
    return values.help ? 0 : 2;
  }
  let failed = 0;
  for (const folder of positionals) {
    try {
      failed += await playFolder(folder);
    } catch (error) {
      console.error(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
      return 2;
    }
  }
  return failed > 0 ? 1 : 0;
}

async function playFolder(folder: string): Promise<number> {
  const { graph, findings } = await compile(await readResources(folder), { hash: 'scenario' });
  if (!graph) {
    throw new Error(
      findings.map(({ elementId, rule, message }) => `${elementId}: ${rule}: ${message.en}`).join('\n'),
    );
  }
  let failed = 0;
  for (const scenario of await readScenarios(folder)) {
    const problems = playScenario(graph, scenario);
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${folder} ${scenario.name}: ${scenario.title.vi}`);
    for (const problem of problems) console.log(`    ${problem}`);
    if (problems.length > 0) failed++;
  }
  return failed;
}
