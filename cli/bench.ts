/** `npm run bench -- NAME`: runs test/bench/NAME.ts; without a name says which there are. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/bench', import.meta.url));
const names = existsSync(folder)
  ? readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))
  : [];
const [name, ...rest] = process.argv.slice(2);

if (!name || !names.includes(name)) {
  console.error(`Usage: npm run bench -- NAME   (${names.join(', ') || 'there are none'})`);
  process.exitCode = 2;
} else {
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.ts`), ...rest], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
