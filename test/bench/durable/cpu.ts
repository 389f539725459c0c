/** CPU time of processes and of all that they have started. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Of the kernel's clock; 100 everywhere but by choice. */
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Stat {
  parent: number;
  /** Of the process itself. */
  own: number;
  /** Of children that have ended. */
  ended: number;
}

/** Milliseconds of user and system time: the processes, what they have started, and what of that has ended. */
export function cpuMs(roots: number[]): number {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (stat) stats.set(Number(name), stat);
  }
  let ticks = 0;
  const counted = new Set<number>();
  const count = (pid: number): void => {
    const stat = stats.get(pid);
    if (!stat || counted.has(pid)) return;
    counted.add(pid);
    ticks += stat.own + stat.ended;
    for (const [child, { parent }] of stats) if (parent === pid) count(child);
  };
  for (const root of roots) count(root);
  return (ticks * 1000) / ticksPerSecond;
}

/** proc(5), fields 4 and 14 to 17; the name in parentheses may hold anything, also blanks. */
function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number): number => Number(fields[field - 3]);
    return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
  } catch {
    return null;
  }
}
