/** One case: a model with what belongs to it, run to its end under its script. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ExecutableGraph, Finding, Resource, Variables } from '../../engine/index.ts';
import { checkJson } from '../../engine/parse/check-json.ts';
import { readText } from '../read-text.ts';
import { type Step, scriptSchema, variablesSchema } from './step.ts';

export interface CaseOptions {
  /** Path of the .bpmn file. */
  model: string;
  processId: string | null;
  /** JSON text. */
  variables: string | null;
  /** JSON text. */
  script: string | null;
  /** Folder of further files. */
  resources: string | null;
}

export interface Case {
  graph: ExecutableGraph;
  processId: string;
  variables: Variables;
  steps: Step[];
  resources: Resource[];
}

/** Lines for standard error, each a reason why the case cannot be run. */
export class RefusedCase extends Error {
  readonly lines: string[];
  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** @throws RefusedCase where a file cannot be read or is refused by validation */
export async function readCase(options: CaseOptions): Promise<Case> {
  const { compile } = await import('../../engine/deployment.ts');
  const variables = parseJson('--vars', options.variables ?? '{}', (value) => variablesSchema.parse(value));
  const steps = parseJson('--script', options.script ?? '[]', (value) => scriptSchema.parse(value));
  const resources = [
    await readResource(options.model),
    ...(await readFolder(options.resources, options.model)),
  ];
  const hash = createHash('sha256').update(JSON.stringify(resources)).digest('hex');
  const { graph, findings } = await compile(resources, { hash });
  if (!graph) throw new RefusedCase(errorsOf(findings));
  const processId = options.processId ?? firstProcess(resources, graph);
  if (processId === null || !graph.processes[processId]?.isExecutable) {
    throw new RefusedCase([
      `${options.model}:${processId ?? ''}: no-process: no executable process to start`,
    ]);
  }
  return { graph, processId, variables, steps, resources };
}

// helpers ////////////////////////////////////////////////////////////

async function readResource(path: string): Promise<Resource> {
  try {
    return {
      name: path.endsWith('.bpmn') ? path : `${basename(path)}.bpmn`,
      content: await readText(path),
    };
  } catch (error) {
    throw new RefusedCase([
      `${path}:: unreadable-file: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

/** The model itself may lie in the folder; it is deployed once. */
async function readFolder(folder: string | null, model: string): Promise<Resource[]> {
  if (folder === null) return [];
  try {
    const names = (await readdir(folder, { recursive: true })).filter(
      (name) => /\.(bpmn|dmn|form)$/.test(name) && resolve(folder, name) !== resolve(model),
    );
    return await Promise.all(
      names.sort().map(async (name) => ({ name, content: await readText(join(folder, name)) })),
    );
  } catch (error) {
    throw new RefusedCase([
      `${folder}:: unreadable-folder: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

function parseJson<T>(what: string, text: string, check: (value: unknown) => T): T {
  try {
    const problem = checkJson(text);
    if (problem) throw new Error(problem.en);
    return check(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error);
    throw new RefusedCase([`${what}:: unreadable-json: ${reason}`]);
  }
}

/** The model's own first executable process, not one of the files beside it. */
function firstProcess(resources: Resource[], graph: ExecutableGraph): string | null {
  const [model] = resources;
  return (
    Object.values(graph.processes).find((process) => process.isExecutable && process.resource === model?.name)
      ?.id ?? null
  );
}

const isVietnamese = (process.env.LANG ?? '').startsWith('vi');

const errorsOf = (findings: Finding[]): string[] =>
  findings
    .filter((finding) => finding.severity === 'error')
    .map(({ resource, elementId, rule, message }) => {
      return `${resource}:${elementId ?? ''}: ${rule}: ${isVietnamese ? message.vi : message.en}`;
    });
