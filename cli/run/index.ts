/**
 * `congvan run`: what will this process do? Runs one BPMN file to a standstill under a script and prints what happened. Standard
 * output carries the trace alone, so that it can be piped.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { CaseOptions } from './case.ts';
import type { Platform } from './run-case.ts';

const usage = `Usage: congvan run MODEL.bpmn [--process ID] [--vars JSON] [--script FILE] [--resources DIR] [--on memory|temporal]
       congvan run --batch DIR [--on memory|temporal]`;

/** Exit code: 0 came to rest, 2 unreadable or refused, 3 a step could not be taken. */
export const runCommand = async (argv: string[]): Promise<number> => {
  const parsed = parse(argv);
  if ('problem' in parsed) return refuse(`${parsed.problem}\n${usage}`);
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
    return { text: await readFile(path, 'utf8') };
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
