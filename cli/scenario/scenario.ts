/** A scenario of a process: what is done to it, and what must have happened (process-definitions/README.md). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ExecutableGraph, Resource, Variables } from '../../engine/index.ts';
import { readText } from '../read-text.ts';
import { scriptSchema, variablesSchema } from '../run/step.ts';
import { VirtualRun } from '../run/virtual-run.ts';

const scenarioSchema = z.strictObject({
  title: z.strictObject({ vi: z.string(), en: z.string() }),
  /** Id of the process to start. */
  process: z.string(),
  vars: variablesSchema,
  /** By job type: the output that answers every waiting job; of a list the first time the first, the last repeated. */
  jobs: z.record(z.string(), z.union([variablesSchema, z.array(variablesSchema).min(1)])),
  steps: scriptSchema,
  expect: z.strictObject({
    state: z.enum(['active', 'completed', 'terminated']),
    /** Elements that completed, in this order; others may come between. */
    visited: z.array(z.string()),
    notVisited: z.array(z.string()),
    variables: variablesSchema,
    /** Elements of the user tasks that are open in the end, in any order. */
    open: z.array(z.string()),
  }),
});

export type Scenario = z.infer<typeof scenarioSchema> & { name: string };

export async function readScenarios(folder: string): Promise<Scenario[]> {
  const names = (await readdir(join(folder, 'scenarios'))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.slice(0, -'.json'.length),
      ...scenarioSchema.parse(JSON.parse(await readFile(join(folder, 'scenarios', name), 'utf8'))),
    })),
  );
}

/** The deployable files of a process definition's folder, named relative to it. */
export async function readResources(folder: string): Promise<Resource[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.(bpmn|dmn|form)$/.test(name),
  );
  return Promise.all(
    names.sort().map(async (name) => ({ name, content: await readText(join(folder, name)) })),
  );
}

/** Plays a scenario on the engine under a virtual clock. Answers with what differs from its expectation; empty when all is well. */
export function playScenario(graph: ExecutableGraph, scenario: Scenario): string[] {
  const run = new VirtualRun(graph, scenario.process, scenario.vars, answersOf(scenario.jobs));
  for (const [index, step] of scenario.steps.entries()) {
    const problem = run.take(step);
    if (problem !== null)
      return [`step ${index + 1} (${JSON.stringify(step)}): ${problem}`, ...incidentsOf(run)];
  }
  return [...incidentsOf(run), ...differences(run, scenario.expect)];
}

// helpers ////////////////////////////////////////////////////////////

function answersOf(jobs: Scenario['jobs']): (type: string) => Variables | null {
  const asked = new Map<string, number>();
  return (type) => {
    const answer = jobs[type];
    if (!Array.isArray(answer)) return answer ?? null;
    const times = asked.get(type) ?? 0;
    asked.set(type, times + 1);
    return answer[Math.min(times, answer.length - 1)] ?? null;
  };
}

const incidentsOf = (run: VirtualRun): string[] =>
  run.outcome().incidents.map(({ element, code, message }) => `incident at ${element}: ${code}: ${message}`);

function differences(run: VirtualRun, expected: Scenario['expect']): string[] {
  const { state, variables, open } = run.outcome();
  const visited = run.trace.flatMap((line) => (line.event === 'completed' ? [line.element] : []));
  const missing = firstMissing(visited, expected.visited);
  return [
    ...(state === expected.state ? [] : [`state is ${state}, expected ${expected.state}`]),
    ...(missing === null
      ? []
      : [`${missing} did not complete, or not in this order; completed: ${visited.join(' ')}`]),
    ...expected.notVisited
      .filter((id) => visited.includes(id))
      .map((id) => `${id} completed, and should not have`),
    ...Object.entries(expected.variables)
      .filter(([name, value]) => !isDeepStrictEqual(variables[name], value))
      .map(
        ([name, value]) => `${name} is ${JSON.stringify(variables[name])}, expected ${JSON.stringify(value)}`,
      ),
    ...(isDeepStrictEqual(open.toSorted(), expected.open.toSorted())
      ? []
      : [`open tasks are ${open.join(', ') || 'none'}, expected ${expected.open.join(', ') || 'none'}`]),
  ];
}

/** The first expected element that is not found after the one before it. */
function firstMissing(visited: (string | undefined)[], expected: string[]): string | null {
  let from = 0;
  for (const id of expected) {
    const at = visited.indexOf(id, from);
    if (at < 0) return id;
    from = at + 1;
  }
  return null;
}
