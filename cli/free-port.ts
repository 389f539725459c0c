import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A loopback port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? found(address.port) : failed(new Error('no port')),
      );
    });
  });
}

/** Loopback ports that are free now, each another, below those that the system hands out by itself. */
export async function freeLowPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(lowest, highest + 1);
    if (await isPortFree(port, '127.0.0.1')) found.add(port);
  }
  return [...found];
}

const lowest = 20_000;
/** Linux takes ports for outgoing connections from 32768 on. */
const highest = 32_767;

/** Whether nobody listens on the port of that address. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => answer(true)));
  });
}
