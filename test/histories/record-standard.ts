/**
 * Records histories of the standard processes from a running system (npm start), for the replay test:
 * `npx node test/histories/record-standard.ts [DATA_FOLDER]`. Each is one way of the demonstration.
 */
import { Client, Connection } from '@temporalio/client';
import { branches } from '../../cli/demo/branches.ts';
import { DemoClient } from '../../cli/demo/client.ts';
import { Play } from '../../cli/demo/play.ts';
import { setStage } from '../../cli/demo/stage.ts';
import { nothingRuns, runningSystem } from '../../cli/running-system.ts';
import { openDatabase } from '../../prisma/database.ts';
import { writeHistory } from './stored-history.ts';

/** Name of the stored history → way of the demonstration. */
const ways = {
  'incoming-replied': 'incoming: replied and filed',
  'incoming-consulted': 'incoming: other units consulted',
  'incoming-supplemented': 'incoming: supplement asked and sent',
  'incoming-recalled': 'incoming: recall agreed',
  'outgoing-confirmed': 'outgoing: sent and confirmed',
  'contract-signed': 'contract: signed by all',
  'inspection-published': 'inspection: published',
};

const dataFolder = process.argv[2] ?? '.congvan';
const system = await runningSystem(dataFolder);
if (!system) throw new Error(nothingRuns(dataFolder));
const { databaseUrl, configuration, url } = system;
const db = openDatabase(databaseUrl);
const connection = await Connection.connect({ address: configuration.temporalAddress });
const temporal = new Client({ connection, namespace: configuration.temporalNamespace });
const stage = await setStage(async (account) => new DemoClient(url, await system.token(account)));

for (const [number, [name, way]] of Object.entries(ways).entries()) {
  const play = new Play(stage, number);
  await branches.find((branch) => branch.name === way)?.play(play);
  const { instanceId } = play;
  const { definition } = await db.processInstance.findUniqueOrThrow({
    where: { id: instanceId },
    include: { definition: { include: { content: true } } },
  });
  const history = await temporal.workflow.getHandle(instanceId).fetchHistory();
  await writeHistory(name, { instanceId, graph: definition.content.graph, history });
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}
await connection.close();
await db.$disconnect();
