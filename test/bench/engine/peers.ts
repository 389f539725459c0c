/**
 * The engines that ours is compared with. They are no dependencies: each is installed on first use, in the version named here, into
 * the project's cache.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Model } from './models.ts';

const cache = fileURLToPath(new URL('../../../.cache/bench', import.meta.url));

export interface Peer {
  /** As it is named in the result. */
  name: string;
  version: string;
  /** What has to be on the machine. */
  needs: string;
  install(folder: string): { command: string; args: string[] };
  run: { command: string; script: string };
}

export const peers: Peer[] = [
  {
    name: 'bpmn-engine',
    version: '25.0.1',
    needs: 'npm',
    install: (folder) => ({
      command: 'npm',
      args: [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--prefix',
        folder,
        'bpmn-engine@25.0.1',
      ],
    }),
    run: { command: process.execPath, script: 'bpmn-engine.mjs' },
  },
  {
    name: 'spiffworkflow',
    version: '3.2.0',
    needs: 'Python 3 with pip',
    install: (folder) => ({
      command: 'python3',
      args: ['-m', 'pip', 'install', '--quiet', '--target', folder, 'SpiffWorkflow==3.2.0'],
    }),
    run: { command: 'python3', script: 'spiffworkflow.py' },
  },
];

/** Null when it is there, else why it is not. */
export function installPeer(peer: Peer): string | null {
  const folder = folderOf(peer);
  const mark = join(folder, 'installed');
  if (existsSync(mark)) return null;
  mkdirSync(folder, { recursive: true });
  const { command, args } = peer.install(folder);
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0) {
    writeFileSync(mark, peer.version);
    return null;
  }
  const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  return `${peer.name} ${peer.version} could not be installed (it needs ${peer.needs}): ${reason}`;
}

/** Tasks per second of each model, measured for so many seconds each in a process of its own. */
export async function runPeer(peer: Peer, models: Model[], seconds: number): Promise<number[]> {
  const script = fileURLToPath(new URL(peer.run.script, import.meta.url));
  const child = spawn(peer.run.command, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ models, seconds, folder: folderOf(peer) }));
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return JSON.parse(output) as number[];
}

// helpers ////////////////////////////////////////////////////////////

const folderOf = (peer: Peer): string => join(cache, `${peer.name}-${peer.version}`);
