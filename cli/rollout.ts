/** `congvan rollout` */
import { parseArgs } from 'node:util';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { buildBundle, buildIdOf } from '../workflows/bundle.ts';
import {
  makeCurrent,
  renewInstances,
  type VersionStanding,
  workerVersions,
} from '../workflows/client/worker-versions.ts';
import { deploymentRule } from './configuration.ts';
import { createSteps } from './steps.ts';

const help = `Usage: congvan rollout [--build-id ID] [--deployment NAME] [--no-renew] [--status]

Makes a version of the workers the current one: new instances begin with it, and open ones are asked to begin a new run with it as soon
as they are at rest. Start the workers of the new version beside the old ones first (WORKER_DEPLOYMENT), stop the old ones when no open
instance is left to them.

  --build-id ID      the version; default that of this checkout (WORKER_BUILD_ID, or the hash of its workflow code)
  --deployment NAME  default WORKER_DEPLOYMENT
  --no-renew         open instances stay with the version that they are pinned to, until they begin a new run by themselves
  --status           changes nothing, and shows the versions with their open instances

Environment: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE.

Exit codes: 0 done; 1 no worker of that version has reported itself, or instances did not answer (repeat it); 2 called wrongly.`;

export async function rolloutCommand(argv: string[]): Promise<number> {
  const options = await readOptions(argv);
  if (typeof options === 'number') return options;
  const { TEMPORAL_ADDRESS: address = '127.0.0.1:7233', TEMPORAL_NAMESPACE: namespace = 'default' } =
    process.env;
  const connection = Connection.lazy({ address });
  const steps = createSteps();
  try {
    const temporal = new Client({ connection, namespace });
    return await rollOut(temporal, options, steps);
  } catch (error) {
    const isAway = isGrpcServiceError(error) && error.code === 14;
    console.error(
      isAway ? `Temporal does not answer at TEMPORAL_ADDRESS ${address}.` : (error as Error).message,
    );
    return 1;
  } finally {
    steps.close();
    await connection.close();
  }
}

interface Options {
  deploymentName: string;
  buildId: string;
  renew: boolean;
  status: boolean;
}

async function readOptions(argv: string[]): Promise<Options | number> {
  try {
    const { values } = parseArgs({
      args: argv,
      allowNegative: true,
      options: {
        'build-id': { type: 'string', default: process.env.WORKER_BUILD_ID || undefined },
        deployment: { type: 'string', default: process.env.WORKER_DEPLOYMENT || undefined },
        renew: { type: 'boolean', default: true },
        status: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    const deploymentName = values.deployment ?? '';
    const buildId = values['build-id'] ?? buildIdOf(await buildBundle());
    for (const [what, name] of [
      ['deployment (--deployment or WORKER_DEPLOYMENT)', deploymentName],
      ['build id', buildId],
    ] as const)
      if (!deploymentRule.pattern.test(name))
        throw new Error(`The ${what} is "${name}": it ${deploymentRule.says}.`);
    return { deploymentName, buildId, renew: values.renew, status: values.status };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

async function rollOut(
  temporal: Client,
  { renew, status, ...version }: Options,
  { step }: ReturnType<typeof createSteps>,
): Promise<number> {
  let silent: string[] = [];
  if (!status) {
    await step(`Version ${version.buildId}`, () => makeCurrent(temporal, version));
    const others = (await workerVersions(temporal, version.deploymentName)).filter(
      ({ isCurrent, instances }) => !isCurrent && instances > 0,
    );
    for (const other of renew ? others : [])
      await step(`Instances of ${other.buildId}`, async (tell) => {
        const show = (asked: number) => tell(`${asked} of ${other.instances}`);
        silent = [...silent, ...(await renewInstances(temporal, other, show))];
      });
  }
  for (const line of (await workerVersions(temporal, version.deploymentName)).map(lineOf)) console.log(line);
  if (silent.length === 0) return 0;
  console.error(
    `${silent.length} instances did not answer, the first of them ${silent[0]}: repeat the command.`,
  );
  return 1;
}

const lineOf = ({ buildId, isCurrent, instances }: VersionStanding): string =>
  `  ${buildId.padEnd(20)} ${String(instances).padStart(8)} open instances${isCurrent ? ', current' : instances === 0 ? ', its workers may be stopped' : ''}`;
