import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Ends a process and everything it started, at once and without warning, as a power cut does. */
export function killTree(pid: number): void {
  // Listed before the first is killed: an orphan no longer shows whose child it was.
  for (const victim of [pid, ...descendants(pid)]) {
    try {
      process.kill(victim, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

function descendants(root: number): number[] {
  const children = Map.groupBy(parents(), ([, parent]) => parent);
  const found: number[] = [];
  const queue = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const own = (children.get(next) ?? []).map(([pid]) => pid);
    found.push(...own);
    queue.push(...own);
  }
  return found;
}

/** Of every process: its id and that of its parent. */
function parents(): [number, number][] {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // proc(5), field 4; the name in parentheses may hold anything, also blanks.
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
      } catch {
        return [];
      }
    }) as [number, number][];
}
