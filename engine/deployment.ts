/**
 * The door for deploying: reads, validates and compiles files. It needs the XML readers, so workflows never import it; it runs in
 * the browser and in Node alike.
 */
import { compileDecisions } from './dmn/compile.ts';
import type {
  Bilingual,
  DeclaredJobType,
  ExecutableGraph,
  ExecutableProcess,
  Finding,
  Resource,
} from './graph.ts';
import { lintDefinitions } from './lint/index.ts';
import { checkJson } from './parse/check-json.ts';
import { compileGlobalTask, isGlobalTask } from './parse/compile-global-task.ts';
import { compileProcess } from './parse/compile-process.ts';
import { correlateMessages } from './parse/correlation.ts';
import { associateData } from './parse/data.ts';
import type { Report } from './parse/finding.ts';
import { assignByLane } from './parse/lane-groups.ts';
import { giveMissingIds } from './parse/missing-ids.ts';
import { childrenOf, type ModdleElement, readBpmn, textOf } from './parse/moddle.ts';

export type { ExecutableGraph, Finding, Resource } from './graph.ts';

export interface CompileOptions {
  /** SHA-256 (hex) of the sources, which the caller computes. */
  hash: string;
  /** The declared jobs by type. When given, a task of another type is an error. */
  jobTypes?: Record<string, DeclaredJobType>;
  /** Candidate groups by the name of the lane that means them; a lane that is not here means the group of its own name. */
  laneGroups?: Record<string, string>;
  /** Zone of the time zone database in which cron expressions are meant. Default: UTC. */
  timeZone?: string;
}

/**
 * Compiles files into an executable graph. `graph` is null when a finding is an error. Names that end in .bpmn, .dmn or .form say
 * what a file is; others are refused.
 *
 * @example
 * const { graph, findings } = await compile([{ name: 'process.bpmn', content: xml }], { hash });
 */
export async function compile(
  resources: Resource[],
  options: CompileOptions,
): Promise<{ graph: ExecutableGraph | null; findings: Finding[] }> {
  const findings: Finding[] = [];
  const graph: ExecutableGraph = {
    hash: options.hash,
    processes: {},
    decisions: {},
    forms: {},
    jobTypes: options.jobTypes ?? {},
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
  };
  const models: { resource: Resource; definitions: ModdleElement }[] = [];
  const decisions = await compileDecisions(...resources.filter(({ name }) => name.endsWith('.dmn')));
  Object.assign(graph.decisions, decisions.decisions);
  findings.push(...decisions.findings);
  for (const resource of resources) {
    const definitions = await addResource(graph, resource, findings);
    if (definitions) models.push({ resource, definitions });
  }
  for (const process of Object.values(graph.processes)) assignByLane(process, options.laneGroups ?? {});
  const known = {
    ...(options.jobTypes ? { jobTypes: options.jobTypes } : {}),
    knownProcesses: Object.keys(graph.processes),
    versionTags: versionTagsOf(graph),
    knownDecisions: Object.keys(graph.decisions),
    knownForms: Object.keys(graph.forms),
  };
  for (const { resource, definitions } of models) {
    findings.push(...(await lintDefinitions(definitions, { resource: resource.name, ...known })));
  }
  return { graph: findings.some((finding) => finding.severity === 'error') ? null : graph, findings };
}

function versionTagsOf({ processes }: ExecutableGraph): Record<string, string> {
  return Object.fromEntries(Object.values(processes).map(({ id, versionTag = '' }) => [id, versionTag]));
}

// by kind of file ////////////////////////////////////////////////////

/** The definitions of a BPMN file, for validation when all files are known. */
async function addResource(
  graph: ExecutableGraph,
  resource: Resource,
  findings: Finding[],
): Promise<ModdleElement | null> {
  const { name } = resource;
  if (name.endsWith('.bpmn')) {
    const read = await readBpmn(resource.content);
    if (!read.ok) {
      findings.push(unreadable(resource, read.message));
      return null;
    }
    findings.push(...read.problems.map((problem) => ({ ...problem, resource: resource.name })));
    giveMissingIds(read.definitions);
    addProcesses(graph, resource, read.definitions, findings);
    return read.definitions;
  }
  // decisions are compiled all together: they may import each other
  if (name.endsWith('.dmn')) return null;
  if (name.endsWith('.form')) addForm(graph, resource, findings);
  else {
    findings.push(
      unreadable(resource, {
        vi: `${name} không phải tệp .bpmn, .dmn hay .form`,
        en: `${name} is neither .bpmn, .dmn nor .form`,
      }),
    );
  }
  return null;
}

function addProcesses(
  graph: ExecutableGraph,
  resource: Resource,
  definitions: ModdleElement,
  findings: Finding[],
): void {
  const report: Report = (finding) => {
    findings.push({ ...finding, resource: resource.name });
  };
  for (const element of childrenOf(definitions, 'rootElements')) {
    // a process that is not executable is documentation: the other side of a collaboration, say
    if (element.$type !== 'bpmn:Process' || element.isExecutable !== true) continue;
    const process = compileProcess(element, resource.name, report);
    correlateMessages(process, element, definitions);
    associateData(process, element, report);
    addProcess(graph, resource, process, findings);
    addEmbeddedForms(graph, element);
  }
  // behind the processes: the first of a file is one that can be started
  for (const element of childrenOf(definitions, 'rootElements')) {
    if (isGlobalTask(element))
      addProcess(graph, resource, compileGlobalTask(element, resource.name, report), findings);
  }
}

function addProcess(
  graph: ExecutableGraph,
  resource: Resource,
  process: ExecutableProcess,
  findings: Finding[],
): void {
  if (graph.processes[process.id]) findings.push(duplicate(resource, process.id));
  graph.processes[process.id] = process;
}

function addEmbeddedForms(graph: ExecutableGraph, process: ModdleElement): void {
  const values = childrenOf(process.extensionElements as ModdleElement | null, 'values');
  for (const form of values.filter((it) => it.$type === 'zeebe:UserTaskForm')) {
    const schema = parseForm(textOf(form, 'body') ?? '');
    if (schema && form.id) graph.forms[form.id] = { ...schema, id: form.id, components: schema.components };
  }
}

function addForm(graph: ExecutableGraph, resource: Resource, findings: Finding[]): void {
  const unparsable = checkJson(resource.content);
  const schema = unparsable ? null : parseForm(resource.content);
  if (schema && typeof schema.id === 'string')
    graph.forms[schema.id] = { ...schema, id: schema.id, components: schema.components };
  else {
    findings.push(
      unreadable(
        resource,
        unparsable ?? {
          vi: 'cần một biểu mẫu form-js (JSON) có id và components',
          en: 'expected a form-js schema (JSON) with an id and components',
        },
      ),
    );
  }
}

// helpers ////////////////////////////////////////////////////////////

function parseForm(content: string): { id?: unknown; components: unknown[] } | null {
  try {
    const schema: unknown = JSON.parse(content);
    if (typeof schema !== 'object' || schema === null) return null;
    const { components } = schema as { components?: unknown };
    return Array.isArray(components) ? { ...schema, components } : null;
  } catch {
    return null;
  }
}

const unreadable = (resource: Resource, reason: Bilingual): Finding => ({
  severity: 'error',
  rule: 'unreadable-file',
  resource: resource.name,
  elementId: null,
  message: { vi: `Không đọc được tệp: ${reason.vi}.`, en: `The file cannot be read: ${reason.en}.` },
});

const duplicate = (resource: Resource, processId: string): Finding => ({
  severity: 'error',
  rule: 'duplicate-process',
  resource: resource.name,
  elementId: processId,
  message: {
    vi: `Mã quy trình '${processId}' xuất hiện nhiều lần trong một lần triển khai.`,
    en: `The process id '${processId}' occurs more than once in the deployment.`,
  },
});
