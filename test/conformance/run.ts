/**
 * `npm run conformance -- DIR [--json] [--suite NAME] [--on memory|temporal|both]`: other projects' tests, one folder of DIR each. Prints a
 * score for each folder, and what failed; with --json one object. A failing case that docs/semantics.md names as a deviation, or that
 * stands in dmn-known-failures.json, is not counted as passed, and is told apart.
 *
 * Exit code 0: nothing failed but what is named; 1: something did; 2: wrong usage.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Score, scoreOf, suites } from './score.ts';
import type { Platform, Suite } from './suite.ts';

async function main(argv: string[]): Promise<number> {
  const asked = parse(argv);
  if (typeof asked === 'string') {
    console.error(`${asked}
Usage: npm run conformance -- DIR [--json] [--suite NAME] [--on memory|temporal|both]
Suites: ${suites.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const scores: Record<string, Score> = {};
  for (const suite of asked.suites)
    for (const platform of asked.platforms) {
      const name = asked.platforms.length > 1 ? `${suite.name} on ${platform}` : suite.name;
      scores[name] = await scoreOf(suite, asked.folder, platform, showProgress);
    }
  if (asked.json) console.log(JSON.stringify(scores));
  else for (const [name, score] of Object.entries(scores)) print(name, score);
  return Object.values(scores).every(({ failures }) => failures.length === 0) ? 0 : 1;
}

interface Asked {
  folder: string;
  json: boolean;
  platforms: Platform[];
  suites: Suite[];
}

/** A text says what is wrong. */
function parse(argv: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, suite: { type: 'string' }, on: { type: 'string' } },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) return 'Expected one folder';
    const platform = values.on ?? 'memory';
    if (platform !== 'memory' && platform !== 'temporal' && platform !== 'both')
      return `--on ${platform}: memory, temporal or both`;
    const platforms: Platform[] = platform === 'both' ? ['memory', 'temporal'] : [platform];
    const named = suites.filter(({ name }) => (values.suite ?? name) === name);
    const present = named.filter(({ name }) => existsSync(join(folder, name)));
    if (present.length === 0) return `Expected a suite ${values.suite ?? ''} in ${folder}, but there is none`;
    return { folder, platforms, json: values.json === true, suites: present };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// output //////////////////////////////////////////////////////////////////////////////////////////

function print(name: string, { passed, total, parts, deviations, known, failures }: Score): void {
  console.log(`${name}: ${passed}/${total} (${percent(passed, total)})`);
  for (const [part, { passed, total }] of Object.entries(parts ?? {})) {
    console.log(`  ${part}: ${passed}/${total} (${percent(passed, total)})`);
  }
  for (const it of deviations) console.log(`  deviation: ${it.case}: ${it.reason}`);
  const reasons = Map.groupBy(known, ({ reason }) => reason);
  for (const [reason, cases] of reasons) console.log(`  known: ${cases.length} × ${reason}`);
  for (const it of failures) console.log(`  failed: ${it.case}: ${it.problem}`);
}

/** Rounded down: 100 % is all. */
const percent = (passed: number, total: number): string =>
  `${(Math.floor((passed / Math.max(1, total)) * 1000) / 10).toFixed(1)} %`;

let shownAt = 0;

/** On standard error, at most ten times a second, and only where somebody looks. */
function showProgress(text: string): void {
  if (!process.stderr.isTTY || (text !== '' && Date.now() - shownAt < 100)) return;
  shownAt = Date.now();
  process.stderr.write(`\r\x1b[K${text}`);
}

process.exitCode = await main(process.argv.slice(2));
