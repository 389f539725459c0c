/** A server that speaks S3, over a folder of this machine, on loopback. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type KeptProcess, type KeptProcessOptions, startKeptProcess } from '../kept-process.ts';

export interface StorageServerOptions extends Pick<KeptProcessOptions, 'logFile' | 'onPid' | 'onTrouble'> {
  /** Of obtainStorageServer. */
  program: string;
  folder: string;
  port: number;
  /** Made when it is missing. */
  bucket: string;
  accessKey: string;
  secretKey: string;
}

/** @returns once it answers */
export async function startStorageServer(options: StorageServerOptions): Promise<KeptProcess> {
  const { program, folder, port, accessKey, secretKey, logFile, onPid, onTrouble } = options;
  const contents = join(folder, 'contents');
  // Beside the contents: not every file system keeps attributes of files.
  const attributes = join(folder, 'attributes');
  // A bucket is a folder in it.
  for (const made of [join(contents, options.bucket), attributes]) await mkdir(made, { recursive: true });
  return startKeptProcess({
    name: 'storage',
    program,
    args: [
      ...['--port', `127.0.0.1:${port}`, '--health', '/healthz', '--quiet'],
      ...['posix', '--sidecar', attributes, contents],
    ],
    env: { ...process.env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    logFile,
    ready: (_, signal) => untilAnswers(`http://127.0.0.1:${port}/healthz`, signal),
    onPid,
    onTrouble,
  });
}

/** Until somebody answers with anything. */
export async function untilAnswers(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await (await fetch(url, { signal })).arrayBuffer();
      return;
    } catch {
      await pause(50, undefined, { signal });
    }
  }
}
