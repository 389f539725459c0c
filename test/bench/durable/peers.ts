/**
 * Operaton and Flowable, each embedded in a JVM, with the same process on the same PostgreSQL. They are no dependencies: Maven fetches
 * them on first use into the project's cache.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contenders.ts';
import { cpuMs } from './cpu.ts';
import { handling } from './models.ts';
import type { BenchSystem } from './system.ts';

interface Peer {
  name: string;
  version: string;
  /** Prefix and namespace of its attributes. */
  namespace: [prefix: string, uri: string];
  className: string;
}

export const peers: readonly Peer[] = [
  {
    name: 'operaton',
    version: '1.0.3',
    namespace: ['operaton', 'http://operaton.org/schema/1.0/bpmn'],
    className: 'OperatonPeer',
  },
  {
    name: 'flowable',
    version: '8.0.0',
    namespace: ['flowable', 'http://flowable.org/bpmn'],
    className: 'FlowablePeer',
  },
];

const cache = fileURLToPath(new URL('../../../.cache/bench', import.meta.url));
const sources = fileURLToPath(new URL('jvm', import.meta.url));

/**
 * @returns once the engine answers
 * @throws {Error} in a sentence, when it cannot be had here
 */
export async function startPeer(peer: Peer, system: BenchSystem): Promise<Contender & AsyncDisposable> {
  const { name, className } = peer;
  const folder = install(peer);
  const model = join(folder, 'handling.bpmn');
  writeFileSync(model, modelFor(peer));
  const address = new URL(await system.postgresUrl(name));
  const { username: user, password } = address;
  const jdbc = `jdbc:postgresql://${address.host}/${name}?${new URLSearchParams({ user, password })}`;
  const path = `${join(folder, 'classes')}:${join(folder, 'lib')}/*`;
  const child = spawn('java', ['-Xmx1g', '-cp', path, className, jdbc, model], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended unexpectedly.`);
    return value;
  };
  while ((await answer()) !== 'ready');
  const cpu = (): number => cpuMs([child.pid ?? 0, system.pids.postgres]);
  return {
    name,
    async run(clients, seconds) {
      const before = cpu();
      child.stdin.write(`${clients} ${seconds}\n`);
      const [instances = 0, lasted = 0, ...completeMs] = (await answer()).split(' ').map(Number);
      return { instances, seconds: lasted, cpuMsPerInstance: (cpu() - before) / instances, completeMs };
    },
    [Symbol.asyncDispose]: () => end(child),
  };
}

// helpers ////////////////////////////////////////////////////////////

/** @returns the folder with its libraries and our classes */
function install({ name, version, className }: Peer): string {
  const folder = join(cache, `${name}-${version}`);
  mkdirSync(folder, { recursive: true });
  const [libraries, classes] = [join(folder, 'lib'), join(folder, 'classes')];
  const mark = join(folder, 'installed');
  if (!existsSync(mark)) {
    const pom = join(sources, `${name}.pom.xml`);
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${libraries}`, '-DincludeScope=runtime'];
    call('mvn', ['-q', '-B', '-f', pom, ...goal]);
    writeFileSync(mark, version);
  }
  const files = ['Measurement', className].map((file) => join(sources, `${file}.java`));
  call('javac', ['-cp', `${libraries}/*`, '-d', classes, ...files]);
  return folder;
}

function call(command: string, args: string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  const reason = error?.message ?? (stdout + stderr).trim().split('\n').at(-1) ?? '';
  throw new Error(`it needs Java 17 and Maven: ${command}: ${reason}`);
}

/** The same process with their own names for what a task does and for whom. */
function modelFor({ namespace: [prefix, uri], className }: Peer): string {
  return handling
    .replace('xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"', `xmlns:${prefix}="${uri}"`)
    .replaceAll('<serviceTask ', `<serviceTask ${prefix}:class="${className}$Work" `)
    .replaceAll(
      /<userTask (.*?)>(<extensionElements>.*?candidateGroups="(\w+)".*?<\/extensionElements>)/g,
      `<userTask $1 ${prefix}:candidateGroups="$3">`,
    )
    .replaceAll(/<extensionElements>.*?<\/extensionElements>/g, '')
    .replace('=approved = true', '$${approved}');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const insisting = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(insisting);
}
