/**
 * Processes across starts. A process id alone says little: it may be somebody else's by now. So what is written down carries the
 * time at which the process began, and only a process with both is ours.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export interface ProcessRecord {
  name: string;
  pid: number;
  /** In the terms of the platform; equal or not is all that counts. */
  startedAt: string;
}

/** Null when there is no such process. */
export function recordProcess(name: string, pid: number): ProcessRecord | null {
  const startedAt = startTime(pid);
  return startedAt === null ? null : { name, pid, startedAt };
}

export function isAlive({ pid, startedAt }: ProcessRecord): boolean {
  return startTime(pid) === startedAt;
}

/** Ends the process if it is still ours: asks, waits, insists. */
export async function endProcess(record: ProcessRecord, graceMs: number): Promise<void> {
  if (!isAlive(record)) return;
  signal(record.pid, record.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (isAlive(record)) {
    if (Date.now() > deadline) signal(record.pid, 'SIGKILL');
    await pause(50);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in the meantime.
  }
}

/** Linux: clock ticks since boot (proc(5), field 22), null for a zombie; elsewhere what ps says. */
function startTime(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in parentheses may hold anything, also blanks.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
