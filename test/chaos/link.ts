import { createServer, type Server, type Socket, connect as toPort } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The way from one process to another: a TCP proxy on loopback that can be cut, held up and slowed down. */
export class Link {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #isCut = false;
  #delayMs = 0;
  #held: PromiseWithResolvers<void> | null = null;

  private constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, target));
  }

  /** @param target port on loopback, where nobody need listen yet */
  static async to(target: number): Promise<Link> {
    const link = new Link(target);
    await new Promise<void>((done, failed) => {
      link.#server.once('error', failed);
      link.#server.listen(0, '127.0.0.1', done);
    });
    return link;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Connections are torn, new ones refused. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Nothing comes through, and nobody is told: a firewall that drops, a cable that is out. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
  }

  /** @param delayMs each way, for every piece that is sent */
  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  heal(): void {
    this.#isCut = false;
    this.#delayMs = 0;
    this.#held?.resolve();
    this.#held = null;
  }

  async close(): Promise<void> {
    this.heal();
    for (const socket of this.#open) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #join(near: Socket, target: number): void {
    if (this.#isCut) return void near.resetAndDestroy();
    const far = toPort({ port: target, host: '127.0.0.1' });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.once('close', () => {
        this.#open.delete(from);
        to.destroy();
      });
      void this.#carry(from, to);
    }
  }

  async #carry(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const piece of from) {
        await this.#held?.promise;
        if (this.#delayMs > 0) await pause(this.#delayMs);
        if (to.destroyed) return;
        if (!to.write(piece)) await new Promise((done) => to.once('drain', done).once('close', done));
      }
      to.end();
    } catch {
      to.destroy();
    }
  }
}
