/**
 * betsy: which tokens a process leaves in a log. Its scripts are markers, in no language: they are mapped to FEEL on reading, and its
 * conditions from a Java-like notation. A marker leaves its token in the trace when its task is done. Those that take time and the
 * one that throws an error become jobs, because scripts of FEEL do neither.
 *
 * Tokens are compared as a multiset. An expected exception means: refused at deploy, or an incident. On Temporal each case must
 * besides leave the trace that it leaves in memory.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from '../../engine/deployment.ts';
import { isBody } from '../../engine/elements/element.ts';
import {
  type ExecutableGraph,
  openAdHocSubProcesses,
  openIncidents,
  openJobs,
  type Variables,
} from '../../engine/index.ts';
import { differenceOnTemporal } from './on-temporal.ts';
import type { PortableCase } from './portable-run.ts';
import { outcomeOf, type Suite } from './suite.ts';
import { VirtualWorld } from './virtual-world.ts';

export const betsy: Suite = {
  name: 'betsy',
  async *run(folder, platform) {
    const tests: Test[] = JSON.parse(await readFile(join(folder, 'expectations.json'), 'utf8'));
    for (const { name, path, cases } of tests) {
      const model = inFeel(corrected(name, await readFile(join(folder, path), 'utf8')));
      for (const it of cases) {
        const title = it.input.length > 0 ? `${name} (${it.input.join(', ')})` : name;
        yield await outcomeOf(title, async () => {
          const problem = await check(name, model, it);
          return problem === null && platform === 'temporal' ? checkOnTemporal(name, model, it) : problem;
        });
      }
    }
  },
};

/** One run of each case that is not refused, for two minutes, where nothing stands in for markers and people. */
export async function portableCases(folder: string): Promise<PortableCase[]> {
  const tests: Test[] = JSON.parse(await readFile(join(folder, 'expectations.json'), 'utf8'));
  const portable: PortableCase[] = [];
  for (const { name, path, cases } of tests) {
    const { xml } = inFeel(await readFile(join(folder, path), 'utf8'));
    const { graph } = await compile([{ name: `${name}.bpmn`, content: xml }], { hash: name });
    if (graph) portable.push(...cases.map(({ input }) => portableCase(graph, input)));
  }
  return portable;
}

function portableCase(graph: ExecutableGraph, input: string[]): PortableCase {
  const [processId = ''] = Object.keys(graph.processes);
  return { graph, processId, variables: variablesFor(input), steps: [{ advance: 'PT2M' }] };
}

interface Test {
  name: string;
  path: string;
  cases: Case[];
}

interface Case {
  /** `inputAB` sets the text `test`, `setIntegerVariable(1)` a number, `useParallelProcess` starts the other process first. */
  input: string[];
  expect: string[];
}

async function check(name: string, model: Model, { input, expect }: Case): Promise<string | null> {
  const { graph, findings } = await compile([{ name: `${name}.bpmn`, content: model.xml }], { hash: name });
  const errors = findings.filter(({ severity }) => severity === 'error');
  const isToFail = expect.some((token) => exceptions.has(token));
  if (!graph) return isToFail ? null : `refused: ${errors.map(({ message }) => message.en).join(' ')}`;
  letCatchersGoFirst(graph);
  const { log, incidents } = await run(graph, model, input);
  const expected = expect.filter((token) => !exceptions.has(token));
  const actual = log.filter((token) => token !== marker || expect.includes(marker));
  if (isToFail !== incidents.length > 0) {
    return isToFail ? 'expected an incident, but there is none' : `incidents: ${incidents.join('; ')}`;
  }
  if (actual.toSorted().join() === expected.toSorted().join()) return null;
  return `expected [${expected.join(' ')}], but got [${actual.join(' ')}]`;
}

async function checkOnTemporal(name: string, { xml }: Model, { input }: Case): Promise<string | null> {
  const { graph } = await compile([{ name: `${name}.bpmn`, content: xml }], { hash: name });
  return graph ? differenceOnTemporal(portableCase(graph, input)) : null;
}

/** A file, which betsy looks for only where a case says that it must be there. */
const marker = 'MarkerExists';

const exceptions = new Set(['GenericError', 'RuntimeException', 'ErrorThrownErrorEvent']);

// the model ///////////////////////////////////////////////////////////////////////////////////////

interface Marker {
  /** The token that it leaves when it is done. */
  token?: string;
  expression: string;
  /** The variable that takes what the expression is worth. */
  result: string;
}

/** A script of FEEL has one result, and every marker has one thing to do besides its token. Others are jobs. */
const markers: Record<string, Marker> = {
  CREATE_LOG_FILE: { expression: '=true', result: 'hasLog' },
  CREATE_MARKER_FILE: { token: marker, expression: '=true', result: 'hasMarker' },
  INCREMENT_INTEGER_VARIABLE: { expression: '=integerVariable + 1', result: 'integerVariable' },
  INCREMENT_INTEGER_VARIABLE_AND_LOG: {
    ...{ token: 'Increment', expression: '=integerVariable + 1', result: 'integerVariable' },
  },
  SET_STRING_DATA: { expression: '="String"', result: 'data' },
  LOG_DATA: { expression: '=if data = "String" then "DataCorrect" else "DataWrong"', result: 'seen' },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((n) => [
      `SCRIPT_task${n}`,
      { token: `Task${n}`, expression: '=true', result: `task${n}` },
    ]),
  ),
};

interface Model {
  xml: string;
  /** By the id of the script task. */
  tokens: Map<string, string>;
}

/**
 * Two models end with the marker of task 1 where their cases expect that of task 3, which the otherwise equal model of
 * WCP17_InterleavedParallelRouting has.
 */
function corrected(name: string, xml: string): string {
  if (!name.startsWith('AdHocSubProcess_')) return xml;
  return xml.replace(/(<bpmn2:scriptTask id="ScriptTask1"[\s\S]*?)SCRIPT_task1/, '$1SCRIPT_task3');
}

function inFeel(xml: string): Model {
  const tokens = new Map<string, string>();
  return {
    tokens,
    xml: xml
      .replace('<bpmn2:definitions', '<bpmn2:definitions xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"')
      .replaceAll(
        /(<bpmn2:(?:script|globalScript)Task\b[^>]*\bid="([^"]+)"[^>]*>)([\s\S]*?)<bpmn2:script>([^<]*)<\/bpmn2:script>/g,
        (_, start: string, id: string, content: string, text: string) => {
          const token = markers[text.trim()]?.token;
          if (token !== undefined) tokens.set(id, token);
          return `${start}<bpmn2:extensionElements>${scriptFor(text.trim())}</bpmn2:extensionElements>${content}`;
        },
      )
      .replaceAll(
        /(<bpmn2:(?:conditionExpression|condition|\w+Condition|loopCardinality)\b[^>]*>)\s*(?:<!\[CDATA\[)?([^<]+?)(?:\]\]>)?\s*</g,
        (_, start: string, expression: string) => `${start}=${conditionInFeel(expression.trim())}<`,
      ),
  };
}

/**
 * Which of two parallel branches is first is free, and some models throw a signal on the one and catch it on the other: who is to catch
 * it goes first.
 */
function letCatchersGoFirst(graph: ExecutableGraph): void {
  for (const { elements } of Object.values(graph.processes)) {
    const rank = (flow: string): number => {
      const target = elements[elements[flow]?.target ?? ''];
      return target?.type === 'intermediateCatchEvent' || target?.type === 'eventBasedGateway' ? 0 : 1;
    };
    for (const { type, outgoing } of Object.values(elements)) {
      if (type === 'parallelGateway') outgoing?.sort((a, b) => rank(a) - rank(b));
    }
  }
}

function scriptFor(text: string): string {
  const marker = markers[text];
  if (!marker) return `<zeebe:taskDefinition type="${text}"/>`;
  const expression = marker.expression.replaceAll('"', '&quot;');
  return `<zeebe:script expression="${expression}" resultVariable="${marker.result}"/>`;
}

/** One of the models has a stray `>` after its condition. */
const conditionInFeel = (expression: string): string =>
  expression
    .replace(/^\$\{(.*)\}$/, '$1')
    .replace(/^!test\.contains\((".")\)$/, 'not(contains(test, $1))')
    .replace(/^test\.contains\((".")\)>?$/, 'contains(test, $1)');

// the run /////////////////////////////////////////////////////////////////////////////////////////

const second = 1000;
/** Longer than any timer of the models. */
const end = 120 * second;
/** What a marker that takes time takes. */
const duration = 10 * second;

async function run(
  graph: ExecutableGraph,
  model: Model,
  input: string[],
): Promise<{ log: string[]; incidents: string[] }> {
  const world = new VirtualWorld(graph);
  const [main = '', other] = Object.keys(graph.processes);
  const variables = variablesFor(input);
  if (input.includes('useParallelProcess') && other) await world.start(other, null, variables);
  await world.start(main, null, variables);
  const jobs = new Jobs(world);
  for (let time = 0; time <= end; time += second) {
    await jobs.go();
    await selectActivities(world);
    await world.advance(second);
  }
  return {
    log: [...tokensLeft(world, model), ...(jobs.overlapped ? ['ExecutionParallel'] : [])],
    incidents: world.instances.flatMap(({ state }) => openIncidents(state).map(({ message }) => message)),
  };
}

/** In the trace, rather than in a variable: scripts on parallel branches write one after the other what both read before. */
const tokensLeft = (world: VirtualWorld, model: Model): string[] =>
  world.events.flatMap(({ event }) => {
    if (event.event === 'variable' && event.name === 'seen') return [String(event.value)];
    if (event.event !== 'completed' || isBody(event.type)) return [];
    return model.tokens.get(event.element) ?? [];
  });

/** In the place of the people who select what is done in an ad-hoc sub-process (BPMN 2.0, 13.3.5): each activity once. */
async function selectActivities(world: VirtualWorld): Promise<void> {
  for (const instance of world.active) {
    for (const { key, enabled } of openAdHocSubProcesses(world.graph, instance.state)) {
      const activities = enabled.map((elementId) => ({ elementId }));
      await world.command(instance, { kind: 'activateAdHoc', key, activities });
    }
  }
}

function variablesFor(input: string[]): Variables {
  const variables: Variables = { test: '' };
  for (const text of input) {
    const letters = /^input([A-C]+)$/.exec(text)?.[1];
    if (letters !== undefined) variables.test = letters.toLowerCase();
    const integer = /^setIntegerVariable\((\d+)\)$/.exec(text)?.[1];
    if (integer !== undefined) variables.integerVariable = Number(integer);
  }
  return variables;
}

/** The markers that are jobs here: those that take time take it, and two of them at once are parallel execution. */
class Jobs {
  overlapped = false;
  readonly #world: VirtualWorld;
  readonly #since = new Map<string, number>();

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  async go(): Promise<void> {
    for (const [index, instance] of this.#world.instances.entries()) {
      for (const { key, type } of openJobs(instance.state)) {
        const id = `${index}:${key}`;
        const since = this.#since.get(id) ?? this.#world.now;
        this.#since.set(id, since);
        if (type === 'THROW_ERROR') {
          await this.#world.command(instance, {
            ...{ kind: 'throwJobError', key, code: 'ERR_CODE', message: '', variables: {} },
          });
        } else if (this.#world.now - since >= duration) {
          this.#since.delete(id);
          await this.#world.command(instance, { kind: 'completeJob', key, variables: {} });
        }
      }
    }
    if (this.#since.size > 1) this.overlapped = true;
  }
}
