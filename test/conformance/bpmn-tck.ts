/**
 * zeebe-io's BPMN TCK: cases in YAML, actions and then verifications. A case is run as `congvan run` would; on Temporal
 * it must besides leave the trace that it leaves in memory. Its verifications are retried while time passes: one that does not hold at
 * rest is tried again an hour later.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Case, readCase } from '../../cli/run/case.ts';
import { type RunResult, runInMemory } from '../../cli/run/run-in-memory.ts';
import { type Step, scriptSchema } from '../../cli/run/step.ts';
import { difference } from './on-temporal.ts';
import { outcomeOf, type Platform, type Suite } from './suite.ts';
import { parseYaml } from './yaml.ts';

export const bpmnTck: Suite = {
  name: 'bpmn-tck',
  async *run(folder, platform) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()) {
      const { testCases } = parseYaml(await readFile(join(folder, file), 'utf8')) as unknown as Specification;
      for (const it of testCases) {
        const name = `${file.replace(/-spec\.yaml$/, '')}: ${it.name}`;
        yield await outcomeOf(name, () => check(join(folder, 'workflows'), it, platform));
      }
    }
  },
};

interface Specification {
  testCases: TestCase[];
}

interface TestCase {
  name: string;
  actions: { action: string; args?: Arguments }[];
  verifications: Verification[];
}

interface Verification {
  verification: string;
  args: Arguments;
}

type Arguments = Record<string, string>;

async function check(models: string, test: TestCase, platform: Platform): Promise<string | null> {
  const [creation, ...actions] = test.actions;
  if (creation?.action !== 'create-instance') return 'expected the first action to create an instance';
  const prepared = await readCase({
    ...{ model: join(models, `${creation.args?.bpmn_process_id}.bpmn`), processId: null, resources: null },
    ...{ variables: creation.args?.variables ?? null, script: null },
  });
  const awaited = actions.filter(({ action }) => action.startsWith('await-'));
  const verifications = [
    ...awaited.map(({ action, args = {} }) => ({ verification: action.slice('await-'.length), args })),
    ...test.verifications,
  ];
  const steps = scriptSchema.parse(actions.filter((it) => !awaited.includes(it)).map(stepFor));
  const atRest = await verified(prepared, steps, verifications, platform);
  if (atRest === null) return null;
  return await verified(prepared, [...steps, { advance: 'PT1H' }], verifications, platform);
}

async function verified(
  prepared: Case,
  steps: Step[],
  verifications: Verification[],
  platform: Platform,
): Promise<string | null> {
  const script = { ...prepared, steps };
  const result = runInMemory(script);
  if (platform === 'temporal') {
    const { runOnTemporal } = await import('../../cli/run/temporal/run-on-temporal.ts');
    const problem = difference(result, await runOnTemporal(script));
    if (problem !== null) return problem;
  }
  if (result.stopped !== null) return result.stopped;
  const names = namesOf(prepared);
  const failed = verifications.filter((it) => !holds(it, result, names));
  return failed.length === 0 ? null : `does not hold: ${JSON.stringify(failed)}`;
}

// actions and verifications ///////////////////////////////////////////////////////////////////////

function stepFor({ action, args = {} }: TestCase['actions'][number]): unknown {
  const variables = args.variables === undefined ? {} : JSON.parse(args.variables);
  switch (action) {
    case 'complete-task':
      return { job: args.job_type, complete: variables };
    case 'throw-error':
      return { job: args.job_type, error: { code: args.error_code } };
    case 'publish-message':
      return { message: { name: args.message_name, key: args.correlation_key, vars: variables } };
    case 'cancel-instance':
      return { cancel: true };
    default:
      throw new Error(`Expected an action of the suite, but got ${action}`);
  }
}

function holds({ verification, args }: Verification, { trace, outcome }: RunResult, names: Names): boolean {
  switch (verification) {
    case 'element-instance-state': {
      const id = args.element_id ?? names[args.element_name ?? ''];
      return trace.some(({ element, event }) => element === id && event === args.state);
    }
    case 'workflow-instance-state':
      return (args.state === 'activated' ? 'active' : args.state) === outcome.state;
    case 'workflow-instance-variable':
      return JSON.stringify(outcome.variables[args.name ?? '']) === args.value;
    case 'incident-state':
      return outcome.incidents.some(
        ({ element, code }) => element === args.element_id && codes[args.error_type ?? '']?.includes(code),
      );
    default:
      throw new Error(`Expected a verification of the suite, but got ${verification}`);
  }
}

/** The suite's names of incidents, which the dialect has since divided. */
const codes: Record<string, string[]> = { EXTRACT_VALUE_ERROR: ['CONDITION_FAILED', 'EXPRESSION_FAILED'] };

/** Element ids by their names. */
type Names = Record<string, string>;

const namesOf = ({ graph }: Case): Names =>
  Object.fromEntries(
    Object.values(graph.processes).flatMap((it) =>
      Object.values(it.elements).map(({ id, name }) => [name, id]),
    ),
  );
