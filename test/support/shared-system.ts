import { inject } from 'vitest';
import { DemoClient } from '../../cli/demo/client.ts';
import { runningSystem } from '../../cli/running-system.ts';

export interface SharedSystem {
  url: string;
  /** Data folder. */
  folder: string;
  /** The API as a demo account uses it, for what a test needs but is not about. */
  client(username: string): Promise<DemoClient>;
}

/** The running system that the end-to-end files have in common (support/system-setup.ts). */
export async function sharedSystem(): Promise<SharedSystem> {
  const response = await fetch(inject('systemServer'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const { url, folder } = JSON.parse(text) as { url: string; folder: string };
  return {
    url,
    folder,
    async client(username) {
      const system = await runningSystem(folder);
      if (!system) throw new Error(`Nothing runs on ${folder}.`);
      return new DemoClient(url, await system.token(username));
    },
  };
}
