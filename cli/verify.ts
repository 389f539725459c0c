/** `congvan verify`: can every instance of this process end? */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type Problem, type Verdict, verify } from '../engine/verification/index.ts';
import { RefusedCase, readCase } from './run/case.ts';

const usage = `Usage: congvan verify MODEL.bpmn [--process ID] [--resources DIR] [--bound N] [--json] [--script FILE]

Tries everything that may happen to an instance of the process, with its data left open: whether it can always end, whether it
can come to a standstill, whether a join can wait for ever, whether an element can never be reached, whether tokens multiply
without end. What is found comes with a shortest way there, as a script for "congvan run".

  --process ID     the process to verify; default: every executable one of the file
  --resources DIR  further .bpmn, .dmn and .form files
  --bound N        how many states to look at before giving up (default 20000)
  --json           one object with the verdicts instead of text
  --script FILE    writes the way to the first problem there: congvan run MODEL.bpmn --script FILE shows it

Exit codes: 0 sound; 1 not sound; 2 the file cannot be read or is refused; 3 not decided within the bound.`;

/** Exit code: 0 sound, 1 not sound, 2 unreadable or called wrongly, 3 not decided. */
export async function verifyCommand(argv: string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  try {
    return await verifyModel(parse(argv));
  } catch (error) {
    const lines = error instanceof RefusedCase ? error.lines : null;
    if (!lines) throw error;
    for (const line of lines) process.stderr.write(`${line}\n`);
    return 2;
  }
}

// helpers ////////////////////////////////////////////////////////////

interface Asked {
  model: string;
  process: string | undefined;
  resources: string | undefined;
  bound: number;
  json: boolean;
  script: string | undefined;
}

/** @throws RefusedCase where it was called wrongly */
function parse(argv: string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        process: { type: 'string' },
        resources: { type: 'string' },
        bound: { type: 'string', default: '20000' },
        json: { type: 'boolean', default: false },
        script: { type: 'string' },
      },
    });
    const [model, ...more] = positionals;
    if (model === undefined || more.length > 0) throw new Error('Expected one BPMN file');
    const bound = Number(values.bound);
    if (!Number.isInteger(bound) || bound < 1)
      throw new Error('Expected --bound to be a whole number of 1 or more');
    const { process, resources, json, script } = values;
    return { model, process, resources, bound, json, script };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RefusedCase([`${reason}; see congvan verify --help`]);
  }
}

async function verifyModel({
  model,
  process: processId,
  resources,
  bound,
  json,
  script,
}: Asked): Promise<number> {
  const { graph } = await readCase({
    model,
    processId: processId ?? null,
    variables: null,
    script: null,
    resources: resources ?? null,
  });
  const ids =
    processId === undefined
      ? Object.values(graph.processes).flatMap((it) =>
          basename(it.resource) === basename(model) ? [it.id] : [],
        )
      : [processId];
  const verdicts = ids.map((id) => ({ process: id, ...verify(graph, id, { bound }) }));
  if (json) process.stdout.write(`${JSON.stringify({ verdicts })}\n`);
  else for (const verdict of verdicts) process.stdout.write(describe(verdict, isVietnamese()));
  const way = verdicts.flatMap((it) => it.problems).find((it) => it.script !== null)?.script;
  if (script !== undefined && way) await writeFile(script, `${JSON.stringify(way, null, 2)}\n`);
  if (verdicts.some((it) => it.verdict === 'not sound')) return 1;
  return verdicts.some((it) => it.verdict === 'not decided') ? 3 : 0;
}

const isVietnamese = (): boolean => (process.env.LANG ?? '').startsWith('vi');

function describe(
  { process: id, verdict, states, bound, problems }: Verdict & { process: string },
  vi: boolean,
): string {
  const words = {
    sound: vi ? `đúng đắn (${states} trạng thái)` : `sound (${states} states)`,
    'not sound': vi ? 'không đúng đắn' : 'not sound',
    'not decided': vi
      ? `chưa kết luận: đã xét ${bound} trạng thái`
      : `not decided: gave up after ${bound} states`,
  };
  return [`${id}: ${words[verdict]}`, ...problems.map((problem) => describeProblem(problem, vi)), ''].join(
    '\n',
  );
}

function describeProblem({ kind, message, script }: Problem, vi: boolean): string {
  const way = script === null ? '' : `\n    ${vi ? 'đường đi' : 'the way there'}: ${JSON.stringify(script)}`;
  return `  ${kind}: ${vi ? message.vi : message.en}${way}`;
}
