/**
 * Clocks that can be set. Node processes load `shifted-clock.mjs` first, PostgreSQL runs under libfaketime where that is installed (or
 * FAKETIME_LIBRARY names it); both read how far they are off from a file. Temporal's server is written in Go, which asks the kernel itself:
 * its clock stays right.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const libraries = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1',
];

export interface Clock {
  /** Of Node processes whose clock can be set. */
  nodeEnvironment: NodeJS.ProcessEnv;
  /** Of other processes; empty where libfaketime is missing. */
  environment: NodeJS.ProcessEnv;
  setsDatabase: boolean;
  /** How far the clock is off, in seconds, forward; within a second everybody has it. */
  shift(seconds: number): Promise<void>;
}

/** @param folder where the files lie, readable by everybody */
export async function openClock(folder: string): Promise<Clock> {
  const library = [process.env.FAKETIME_LIBRARY ?? '', ...libraries].find((path) => path && existsSync(path));
  const [nodeFile, file] = [join(folder, 'clock-shift'), join(folder, 'faketime')];
  const shift = async (seconds: number): Promise<void> => {
    await writeFile(nodeFile, String(seconds * 1000));
    await writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 });
  };
  await shift(0);
  return {
    nodeEnvironment: { CLOCK_SHIFT_FILE: nodeFile },
    environment: library
      ? {
          LD_PRELOAD: library,
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_CACHE_DURATION: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        }
      : {},
    setsDatabase: library !== undefined,
    shift,
  };
}
