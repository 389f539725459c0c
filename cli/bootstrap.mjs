/**
 * `npm start` and `npm run start:cluster`: sets up what is missing, then hands over to `congvan up` or `congvan cluster` on the pinned
 * Node. Plain JavaScript without packages, for any Node >= 20.19 on a fresh clone. Arguments go through: npm start -- --data DIR --port N
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root, SetupError, setUp } from './setup.mjs';

try {
  await setUpAloud();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(1);
}

const argv = process.argv[2] === 'cluster' ? process.argv.slice(2) : ['up', ...process.argv.slice(2)];
const child = spawn(pinnedNode, [join(root, 'cli', 'congvan.js'), ...argv], {
  cwd: process.cwd(),
  // The fourth is how the child notices that we are gone, however we went.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// The terminal sends Ctrl-C to the child too, which stops everything in order; SIGTERM reaches us alone.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
followNpm();

// ── Set-up with a sign of life ─────────────────────────────────────────────────────────────────

async function setUpAloud() {
  let title;
  let since = Date.now();
  const seconds = () => `${((Date.now() - since) / 1000).toFixed(1)} s`;
  const finish = () => {
    if (title) console.log(`${process.stdout.isTTY ? '\r\x1b[K' : ''}✓ ${title}  ${seconds()}`);
  };
  const alive = setInterval(
    () => {
      if (!title) return;
      process.stdout.write(
        process.stdout.isTTY ? `\r\x1b[K· ${title}  ${seconds()}` : `· ${title}  ${seconds()}\n`,
      );
    },
    process.stdout.isTTY ? 200 : 10_000,
  );
  try {
    await setUp((next) => {
      finish();
      title = next;
      since = Date.now();
    });
    finish();
  } finally {
    clearInterval(alive);
  }
}

/**
 * Started by npm, and npm was killed: nobody can stop us with Ctrl-C any more, so everything stops. npm runs us through a shell,
 * which npm's death does not end: so the shell's parent is watched as well as our own.
 */
function followNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const atStart = ancestors();
  setInterval(() => {
    if (ancestors() !== atStart) child.kill('SIGTERM');
  }, 1000).unref();
}

/** Known on Linux (proc(5)); elsewhere our own parent has to do. */
function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
