/**
 * `congvan run`: what will this process do? Runs one BPMN file to a standstill under a script and prints what happened. Standard
 * output carries the trace alone, so that it can be piped.
 */
import { parseArgs } from 'node:util';
import { readText } from '../read-text.ts';
import type { CaseOptions } from './case.ts';
import type { Platform } from './run-case.ts';

const usage = `Usage: congvan run MODEL.bpmn [--process ID] [--vars JSON] [--script FILE] [--resources DIR] [--on memory|temporal]
       congvan run --batch DIR [--on memory|temporal]

Runs a BPMN file to a standstill and prints one JSON line for each event, then the outcome. Virtual time starts at
2026-01-05T01:00:00Z and moves only by the script's steps. Jobs wait for the script.

  --process ID     the process to start; default: the file's first executable one
  --vars JSON      start variables
  --script FILE    JSON array of steps: {"complete": "ELEMENT"}, {"job": "TYPE", "complete": {…}}, {"message": {…}},
                   {"signal": {…}}, {"advance": "PT1H"}, {"cancel": true}; of a run without data, as congvan verify finds
                   them, also {"choose": …}, {"fire": "ELEMENT"}, {"activate": "ELEMENT"} (in memory)
  --resources DIR  further .bpmn, .dmn and .form files to deploy alongside
  --on PLATFORM    memory (default), or temporal: a real workflow under Temporal's time-skipping server
  --batch DIR      runs every folder DIR/*/ with model.bpmn, vars.json, script.json, process.txt, resources/;
                   writes trace.jsonl and exit.txt beside them

Exit codes: 0 came to rest; 2 the file or the script cannot be read or is refused; 3 a step could not be taken.`;

/** Exit code: 0 came to rest, 2 unreadable or refused, 3 a step could not be taken. */
export const runCommand = async (argv: string[]): Promise<number> => {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const parsed = parse(argv);
  if ('problem' in parsed) return refuse(`${parsed.problem}; see congvan run --help`);
  const { values, model, platform } = parsed;
  if (values.batch !== undefined) {
    const { runBatch } = await import('./batch.ts');
    return runBatch(values.batch, platform);
  }
  const script = await readScript(values.script);
  if ('problem' in script) return refuse(script.problem);
  const options: CaseOptions = {
    model,
    processId: values.process ?? null,
    variables: values.vars ?? null,
    script: script.text,
    resources: values.resources ?? null,
  };
  const { runCase } = await import('./run-case.ts');
  const { exitCode, output, errors } = await runCase(options, platform);
  process.stdout.write(output);
  for (const line of errors) process.stderr.write(`${line}\n`);
  return exitCode;
};

// helpers ////////////////////////////////////////////////////////////

const optionTypes = {
  process: { type: 'string' },
  vars: { type: 'string' },
  script: { type: 'string' },
  resources: { type: 'string' },
  on: { type: 'string' },
  batch: { type: 'string' },
} as const;

type Values = { [name in keyof typeof optionTypes]?: string | undefined };

function parse(argv: string[]): { values: Values; model: string; platform: Platform } | { problem: string } {
  try {
    const { values, positionals } = parseArgs({ args: argv, options: optionTypes, allowPositionals: true });
    const platform = values.on ?? 'memory';
    if (platform !== 'memory' && platform !== 'temporal')
      return { problem: `--on ${platform}: memory or temporal` };
    const [model, ...more] = positionals;
    if (more.length > 0 || (model === undefined) === (values.batch === undefined)) {
      return { problem: 'Expected one model, or --batch with a folder' };
    }
    return { values, model: model ?? '', platform };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function readScript(path: string | undefined): Promise<{ text: string | null } | { problem: string }> {
  if (path === undefined) return { text: null };
  try {
    return { text: await readText(path) };
  } catch (error) {
    return {
      problem: `${path}:: unreadable-file: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}
