/** Runs the models of standard input with bpmn-engine, so many seconds each, and prints the tasks per second of each. */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const { models, seconds, folder } = JSON.parse(await text(process.stdin));
const peer = createRequire(`${folder}/package.json`);
const load = (name) => import(pathToFileURL(peer.resolve(name)).href);
const { Engine } = await load('bpmn-engine');
const { BpmnModdle, default: Moddle = BpmnModdle } = await load('bpmn-moddle');

const rates = [];
for (const { xml, tasks } of models) {
  const moddleContext = await new Moddle().fromXML(xml);
  let instances = 0;
  let spent = 0;
  do {
    // reading and loading are not what is compared
    const engine = new Engine({ name: 'bench', moddleContext });
    await engine.getDefinitions();
    const begin = performance.now();
    const execution = await engine.execute();
    spent += performance.now() - begin;
    if (execution.state !== 'idle')
      throw new Error(`Expected the instance to have ended, but it is ${execution.state}`);
    instances++;
  } while (spent < seconds * 1000);
  rates.push((instances * tasks) / (spent / 1000));
}
process.stdout.write(JSON.stringify(rates));
