/**
 * What Temporal keeps of payloads: large ones are claims, those of a kilobyte or more are compressed, and all are encrypted when a
 * key is configured. Each step names itself in the metadata, so that histories from before it, or from before a key, are read as
 * they are.
 */
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import { localArgument } from '../definition-claim.ts';
import { ClaimCheckCodec, type LargePayloads } from './claim-check-codec.ts';
import { CodecChain } from './codec-chain.ts';
import { CompressionCodec } from './compression-codec.ts';
import { EncryptionCodec } from './encryption-codec.ts';
import type { PayloadKeys } from './payload-keys.ts';

export interface HistoryCodecOptions {
  store: LargePayloads;
  keys: PayloadKeys;
}

export class HistoryCodec implements PayloadCodec {
  readonly #codecs: CodecChain;
  readonly isEncrypting: boolean;

  constructor({ store, keys }: HistoryCodecOptions) {
    this.isEncrypting = keys.current !== null;
    const sealing = new CodecChain([new CompressionCodec(), new EncryptionCodec(keys)]);
    this.#codecs = new CodecChain([new ClaimCheckCodec(store, sealing), sealing]);
  }

  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    // They go from the workflow to the same worker's activity and nowhere else: every projection would be encoded for nothing.
    if (payloads.some(({ metadata }) => metadata?.[localArgument])) return payloads;
    if (!this.isEncrypting && isForForeignWorker(context)) return payloads;
    return await this.#codecs.encode(payloads, context);
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return await this.#codecs.decode(payloads);
  }
}

/** Workers in other languages read plain JSON. With a key it is encrypted for them too: then they need a codec of their own. */
function isForForeignWorker(context: SerializationContext | undefined): boolean {
  return context?.type === 'activity' && context.activityId?.startsWith('queue:') === true;
}
