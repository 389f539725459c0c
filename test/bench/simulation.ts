/**
 * `npm run bench -- simulation`: how many documents of the standard process for incoming documents are simulated in a second on one
 * core, with the scenario that lies beside it. The target is one million in 200 s: 5,000 a second.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assemble } from '../../cli/simulate/assemble.ts';
import { readModel } from '../../cli/simulate/model.ts';
import { scenarioSchema } from '../../cli/simulate/scenario-file.ts';
import { Simulation } from '../../engine/simulation/index.ts';

const target = 5000;

export interface SimulationSpeed {
  documents: number;
  seconds: number;
  simulatedDocumentsPerSecond: number;
  /** Of the whole program at its end. */
  memoryMegabytes: number;
}

/** From the first document to the end of the last; reading the files is not counted. */
export async function measureSimulation(documents: number): Promise<SimulationSpeed> {
  const folder = join(import.meta.dirname, '../../process-definitions/incoming-document');
  const { graph, processId } = await readModel(folder, null, []);
  const file = scenarioSchema.parse(JSON.parse(readFileSync(join(folder, 'simulation.json'), 'utf8')));
  const nothing = {
    arrivals: null,
    trace: null,
    roles: {},
    calendar: undefined,
    deadline: null,
    until: null,
    warmUp: null,
  };
  const scenario = assemble(graph, processId, file, [], { ...nothing, seed: null, documents });
  const startedAt = performance.now();
  const simulation = new Simulation(graph, scenario);
  while (simulation.advance(100_000));
  const seconds = (performance.now() - startedAt) / 1000;
  if (simulation.ended !== documents)
    throw new Error(`Expected ${documents} documents to end, but ${simulation.ended} did`);
  return {
    documents,
    seconds,
    simulatedDocumentsPerSecond: Math.round(documents / seconds),
    memoryMegabytes: Math.round(process.memoryUsage().rss / 1e6),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { documents: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  const speed = await measureSimulation(Number(values.documents));
  const { documents, seconds, simulatedDocumentsPerSecond, memoryMegabytes } = speed;
  if (values.json) console.log(JSON.stringify(speed));
  else {
    console.log(
      `${documents} documents in ${seconds.toFixed(1)} s: ${simulatedDocumentsPerSecond} a second (target ${target}), ${memoryMegabytes} MB`,
    );
  }
  process.exitCode = simulatedDocumentsPerSecond >= target ? 0 : 1;
}
