import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';

/** Several codecs as one: written in their order, read in the opposite one. */
export class CodecChain implements PayloadCodec {
  readonly #codecs: readonly PayloadCodec[];

  constructor(codecs: readonly PayloadCodec[]) {
    this.#codecs = codecs;
  }

  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    let encoded = payloads;
    for (const codec of this.#codecs) encoded = await codec.encode(encoded, context);
    return encoded;
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    let decoded = payloads;
    for (const codec of this.#codecs.toReversed()) decoded = await codec.decode(decoded);
    return decoded;
  }
}
