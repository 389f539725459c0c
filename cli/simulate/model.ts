/** The files of a process: one model with what lies beside it where it needs that, or a whole folder. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compile } from '../../engine/deployment.ts';
import type { ExecutableGraph, Finding, Resource } from '../../engine/index.ts';
import { readResources } from '../scenario/scenario.ts';

export interface Model {
  graph: ExecutableGraph;
  processId: string;
}

/** What cannot be simulated, each reason a line of standard error. */
export class RefusedModel extends Error {
  readonly lines: string[];
  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/**
 * `path`: a .bpmn file, or a folder with process.bpmn. Processes, decisions and forms that a file names are looked for beside it.
 *
 * @throws RefusedModel
 */
export async function readModel(
  path: string,
  processId: string | null,
  folders: readonly string[],
): Promise<Model> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const name = isFolder ? 'process.bpmn' : basename(path);
    const folder = isFolder ? path : dirname(path);
    const own: Resource = { name, content: await readFile(join(folder, name), 'utf8') };
    const others = (await Promise.all(folders.map(readResources))).flat();
    const beside = isFolder ? await readResources(folder) : await filesBeside(folder);
    const resources = [own, ...others];
    for (const found of isFolder ? beside : named(own, beside)) {
      if (!resources.some((resource) => resource.name === found.name)) resources.push(found);
    }
    const { graph, findings } = await compile(resources, { hash: 'simulation' });
    if (graph) return choose(graph, name, path, processId);
    throw new RefusedModel(errorsOf(path, findings));
  } catch (error) {
    if (error instanceof RefusedModel) throw error;
    throw new RefusedModel([
      `${path}:: unreadable-file: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

// helpers ////////////////////////////////////////////////////////////

const filesAtMost = 500;
const subfolders = ['forms', 'decisions'];

/** Of the folder itself and of those that processes keep their parts in; a folder of very many files is left alone. */
async function filesBeside(folder: string): Promise<Resource[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory() && subfolders.includes(entry.name));
  const names = [
    ...entries.filter((entry) => entry.isFile()).map((entry) => entry.name),
    ...(
      await Promise.all(
        inner.map(async ({ name }) => (await readdir(join(folder, name))).map((it) => join(name, it))),
      )
    ).flat(),
  ].filter((name) => /\.(bpmn|dmn|form)$/.test(name));
  if (names.length > filesAtMost) return [];
  return Promise.all(
    names.sort().map(async (name) => ({ name, content: await readFile(join(folder, name), 'utf8') })),
  );
}

/** What a file refers to, and what that refers to. */
function named(own: Resource, beside: readonly Resource[]): Resource[] {
  const found = new Set<Resource>();
  const open = [own];
  for (let current = open.pop(); current; current = open.pop()) {
    const references = current.content.matchAll(/\b(?:processId|decisionId|formId)="([^"=]+)"/g);
    for (const [, id] of references) {
      for (const resource of beside) {
        const defines = resource.content.includes(`id="${id}"`) || resource.content.includes(`"id": "${id}"`);
        if (!defines || found.has(resource) || resource.name === own.name) continue;
        found.add(resource);
        open.push(resource);
      }
    }
  }
  return [...found];
}

function choose(graph: ExecutableGraph, name: string, path: string, processId: string | null): Model {
  const first = Object.values(graph.processes).find((process) => process.resource === name)?.id;
  const chosen = processId ?? first;
  if (chosen !== undefined && graph.processes[chosen]) return { graph, processId: chosen };
  throw new RefusedModel([`${path}:${processId ?? ''}: no-process: no executable process to start`]);
}

const isVietnamese = (process.env.LANG ?? '').startsWith('vi');

const errorsOf = (path: string, findings: readonly Finding[]): string[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ elementId, rule, message }) =>
        `${path}:${elementId ?? ''}: ${rule}: ${isVietnamese ? message.vi : message.en}`,
    );
