import { createHash } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { CodecChain } from './codec-chain.ts';
import { bytesOf, encodingOf, payloadOf } from './payload-bytes.ts';

/** Where large payloads lie, by SHA-256. */
export interface LargePayloads {
  /**
   * Returns when the content is stored, and is kept for as long as that instance needs it. Doing it again changes nothing.
   * @param hash of what is in `content`, before it was compressed and encrypted
   */
  put(hash: string, instanceId: string, content: Uint8Array): Promise<void>;
  /** @returns null when there is none */
  get(hash: string): Promise<Uint8Array | null>;
}

export const claimEncoding = 'congvan/claim';

/** Bytes of data above which a payload is stored elsewhere. */
export const largePayload = 65_536;
/** Bytes of large payloads that are kept in memory. */
const cacheLimit = 33_554_432;
/** How many (content, instance) are remembered as stored. */
const knownLimit = 20_000;

/** In the place of a large payload its SHA-256; the payload itself is stored elsewhere, once for each content. */
export class ClaimCheckCodec implements PayloadCodec {
  readonly #store: LargePayloads;
  readonly #sealing: CodecChain;
  readonly #contents = new RecentlyUsed<Payload>(cacheLimit, ({ data }) => data?.length ?? 0);
  readonly #known = new RecentlyUsed<true>(knownLimit, () => 1);

  /** @param sealing how contents are compressed and encrypted in the store */
  constructor(store: LargePayloads, sealing: CodecChain) {
    this.#store = store;
    this.#sealing = sealing;
  }

  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    if (!payloads.some(isLarge)) return payloads;
    return Promise.all(
      payloads.map((payload) => (isLarge(payload) ? this.#claim(payload, context) : payload)),
    );
  }

  /** @throws Error when a content is gone or not what it was; worth repeating, as the store may be away for a moment */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    if (!payloads.some(isClaim)) return payloads;
    return Promise.all(payloads.map((payload) => (isClaim(payload) ? this.#redeem(payload) : payload)));
  }

  async #claim(payload: Payload, context: SerializationContext | undefined): Promise<Payload> {
    const instanceId = context?.workflowId;
    // Nobody could say how long it is needed.
    if (instanceId === undefined) return payload;
    const hash = hashOf(payload);
    const use = `${hash} ${instanceId}`;
    if (!this.#known.get(use)) {
      const [sealed = payload] = await this.#sealing.encode([payload]);
      await this.#store.put(hash, instanceId, bytesOf(sealed));
      this.#known.set(use, true);
    }
    return { metadata: { encoding: Buffer.from(claimEncoding) }, data: Buffer.from(hash) };
  }

  async #redeem({ data }: Payload): Promise<Payload> {
    const hash = Buffer.from(data ?? []).toString('latin1');
    const cached = this.#contents.get(hash);
    if (cached) return cached;
    const content = await this.#store.get(hash);
    if (content === null)
      throw new Error(`Expected the large payload ${hash} in the database, but it is not there.`);
    const [payload] = await this.#sealing.decode([payloadOf(content)]);
    if (payload === undefined || hashOf(payload) !== hash)
      throw new Error(`The large payload ${hash} is not what was stored under that hash.`);
    this.#contents.set(hash, payload);
    return payload;
  }
}

function isLarge({ data }: Payload): boolean {
  return (data?.length ?? 0) > largePayload;
}

function isClaim(payload: Payload): boolean {
  return encodingOf(payload) === claimEncoding;
}

/** SHA-256 in hex. */
function hashOf(payload: Payload): string {
  return createHash('sha256').update(bytesOf(payload)).digest('hex');
}

/** What was used last, up to a total size. */
class RecentlyUsed<T> {
  readonly #entries = new Map<string, T>();
  readonly #limit: number;
  readonly #sizeOf: (value: T) => number;
  #size = 0;

  constructor(limit: number, sizeOf: (value: T) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#remove(key);
    this.#entries.set(key, value);
    this.#size += this.#sizeOf(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#limit) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#size -= this.#sizeOf(value);
  }
}
