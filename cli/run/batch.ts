/** Many cases at once: each folder with a `model.bpmn` gets its `trace.jsonl` and `exit.txt`. */
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../read-text.ts';
import type { CaseOptions } from './case.ts';
import { type CaseResult, type ExitCode, type Platform, runCase } from './run-case.ts';

export async function runBatch(folder: string, platform: Platform): Promise<ExitCode> {
  const cases = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'model.bpmn')))
    .map((entry) => join(folder, entry.name))
    .sort();
  const progress = new ProgressBar(cases.length);
  for (const path of cases) {
    const { exitCode, output, errors } = await runIn(path, platform);
    await writeFile(join(path, 'trace.jsonl'), output);
    await writeFile(join(path, 'exit.txt'), `${exitCode}\n`);
    progress.advance(errors);
  }
  progress.end();
  return 0;
}

// helpers ////////////////////////////////////////////////////////////

/** A case whose files cannot be read is refused by itself: the others are run all the same. */
async function runIn(path: string, platform: Platform): Promise<CaseResult> {
  let options: CaseOptions;
  try {
    options = await readOptions(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, output: '', errors: [`${path}:: unreadable-file: ${reason}`] };
  }
  return runCase(options, platform);
}

async function readOptions(path: string): Promise<CaseOptions> {
  const text = async (name: string): Promise<string | null> => {
    const file = join(path, name);
    return existsSync(file) ? readText(file) : null;
  };
  const resources = join(path, 'resources');
  return {
    model: join(path, 'model.bpmn'),
    processId: (await text('process.txt'))?.trim() || null,
    variables: await text('vars.json'),
    script: await text('script.json'),
    resources: existsSync(resources) ? resources : null,
  };
}

/** On standard error. Where that is no terminal: a line for each tenth. */
class ProgressBar {
  readonly #total: number;
  #done = 0;

  constructor(total: number) {
    this.#total = total;
    this.#draw();
  }

  advance(notes: string[]): void {
    this.#done++;
    if (process.stderr.isTTY && notes.length > 0) process.stderr.write('\r\x1b[K');
    for (const note of notes) process.stderr.write(`${note}\n`);
    this.#draw();
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\n');
  }

  #draw(): void {
    const width = 30;
    const share = this.#total === 0 ? 1 : this.#done / this.#total;
    const filled = Math.round(share * width);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${this.#done}/${this.#total}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${bar}`);
    else if (this.#done % Math.max(1, Math.ceil(this.#total / 10)) === 0 || share === 1) {
      process.stderr.write(`${bar}\n`);
    }
  }
}
