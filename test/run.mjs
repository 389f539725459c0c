/**
 * `npm test`: sets up what is missing, then runs every check; what comes after `--` goes to vitest. Each check counts as one,
 * vitest's tests each as one; the counts stand alone on the last line. Plain JavaScript without packages, for any Node >= 20.19.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pinnedNode, root, SetupError, setUp } from '../cli/setup.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const results = [];
const started = Date.now();

try {
  await setUp((title) => console.log(`· ${title}`));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

await check("Temporal's servers", pinnedNode, ['test/support/obtain-servers.ts']);
// TypeScript 7; the package called typescript is 5.9, for tools that need its API.
const tsc = join(root, 'node_modules', 'typescript7', 'bin', 'tsc');
await check('types', pinnedNode, [tsc, '--noEmit']);
if (existsSync(join(root, 'admin-ui', 'tsconfig.json')))
  await check('types of the web interface', pinnedNode, [tsc, '--noEmit', '-p', 'admin-ui']);
await check('lint and format', bin('biome'), ['ci', '--diagnostic-level=error']);
if (existsSync(join(root, '.dependency-cruiser.cjs')))
  await check('import direction', bin('depcruise'), cruised());
await tests();

const failures = results.filter(({ failed }) => failed > 0);
console.log(`\nSummary (${seconds(started)})`);
for (const { title, passed, failed, skipped, time } of results) {
  const counts =
    passed + failed > 1 || skipped
      ? `  ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
      : '';
  console.log(`  ${failed ? '✗' : '✓'} ${title}${counts}  ${time}`);
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(failures.length === 0 ? 0 : 1);

// ── Checks ─────────────────────────────────────────────────────────────────────────────────────

async function check(title, command, args) {
  console.log(`\n── ${title}`);
  const since = Date.now();
  const code = await run(command, args);
  results.push({
    title,
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
    time: seconds(since),
  });
}

function cruised() {
  const rooms = ['engine', 'workflows', 'activities', 'graphql', 'admin-ui', 'prisma', 'cli', 'test'];
  return ['--config', '.dependency-cruiser.cjs', ...rooms.filter((room) => existsSync(join(root, room)))];
}

async function tests() {
  console.log('\n── tests');
  const since = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'congvan-report-'));
  const report = join(folder, 'report.json');
  const code = await run(pinnedNode, [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);
  results.push({ title: 'tests', ...counts(report, code), time: seconds(since) });
  rmSync(folder, { recursive: true, force: true });
}

/** A file that could not be loaded, or an error outside of any test, counts as one failure. */
function counts(report, code) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = numFailedTests + broken;
  return {
    passed: numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

function run(command, args) {
  return new Promise((done) => {
    const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', (code) => done(code ?? 1));
  });
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
