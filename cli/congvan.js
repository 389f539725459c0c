#!/usr/bin/env node
/**
 * The `congvan` command: finds the sub-command and loads that alone, so that small ones start at once.
 * Each sub-command is a function of its arguments that answers with the exit code: 0 done, 1 failed, 2 called wrongly.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** name → [what it does, its module, the function in it] */
const commands = {
  up: ['starts the whole system on this machine (npm start)', './up.ts', 'upCommand'],
  cluster: [
    'starts the topology of production on this machine (npm run start:cluster)',
    './cluster/index.ts',
    'clusterCommand',
  ],
  run: ['runs one BPMN model, or many, and prints what happened', './run/index.ts', 'runCommand'],
  simulate: ['simulates documents passing through a process', './simulate/index.ts', 'simulateCommand'],
  verify: ['says whether every instance of a process can end', './verify.ts', 'verifyCommand'],
  deploy: ['deploys the process of a folder to the running system', './deploy.ts', 'deployCommand'],
  scenario: ['plays the scenarios of a process folder', './scenario/index.ts', 'scenarioCommand'],
  inspect: ['shows where an instance stands, and its history', './inspect.ts', 'inspectCommand'],
  rebuild: ['proves the read model of running work, or makes it anew', './rebuild.ts', 'rebuildCommand'],
  'restore-instances': ['starts again what Temporal has lost', './restore-instances.ts', 'restoreCommand'],
  rollout: ['makes a version of the workers the current one', './rollout.ts', 'rolloutCommand'],
  token: ['prints a bearer token of a demo account', './token.ts', 'tokenCommand'],
  demo: ['plays documents through the standard processes', './demo/index.ts', 'demoCommand'],
  migrate: ['brings a database to this version', './migrate.ts', 'migrateCommand'],
  doctor: ['checks this machine and the running system', './doctor.ts', 'doctorCommand'],
};

if (!process.features.typescript) restartOnPinnedNode();

// Compiled code is kept: everything starts in half the time, the children too.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../.cache/node', import.meta.url));
module.enableCompileCache(process.env.NODE_COMPILE_CACHE);

const [name, ...argv] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;

if (!command) {
  const asked = name === undefined || name === '--help' || name === '-h' || name === 'help';
  if (!asked) console.error(`There is no command "${name}".\n`);
  (asked ? console.log : console.error)(overview());
  process.exitCode = asked ? 0 : 2;
} else {
  const [, path, exported] = command;
  const file = new URL(path, import.meta.url);
  if (!existsSync(file)) {
    console.error(`"congvan ${name}" is not part of this version.`);
    process.exitCode = 1;
  } else {
    const loaded = await import(file.href);
    process.exitCode = await loaded[exported](argv);
  }
}

function overview() {
  const lines = Object.entries(commands).map(([key, [summary]]) => `  ${key.padEnd(17)} ${summary}`);
  return `Usage: congvan COMMAND [ARGUMENTS]\n\n${lines.join('\n')}\n\ncongvan COMMAND --help tells more.`;
}

/** TypeScript runs as it is on the Node that the project pins. */
function restartOnPinnedNode() {
  const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(pinned)) {
    console.error('The packages are not installed: run "npm start" (or "npm ci") first.');
    process.exit(1);
  }
  const { status } = spawnSync(pinned, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
}
