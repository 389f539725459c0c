/**
 * A claim check for definitions: on the wire and in history an executable graph is its hash. The codec on the Node side
 * (client/definition-codec.ts) turns the hash into the graph's bytes; this converter, which runs in the sandbox too, parses each
 * graph once for each worker thread.
 */
import { DefaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { definitions } from './definition-cache.ts';

/** Stands for a graph in the arguments of a workflow: send this, receive the graph. */
export class DefinitionClaim {
  readonly hash: string;
  constructor(hash: string) {
    this.hash = hash;
  }
}

export const definitionEncoding = 'congvan/definition';

const text = { encode: new TextEncoder(), decode: new TextDecoder() };
const encodingBytes = text.encode.encode(definitionEncoding);

/** The payload of a claim: the hash as metadata, and no data, or the graph once the codec has fetched it. */
export function claimPayload(hash: string, data: Uint8Array = new Uint8Array()): Payload {
  return { metadata: { encoding: encodingBytes, hash: text.encode.encode(hash) }, data };
}

/** The hash, when the payload is a claim. */
export function claimedHash(payload: Payload): string | null {
  const { encoding, hash } = payload.metadata ?? {};
  if (encoding?.length !== encodingBytes.length || hash == null) return null;
  return text.decode.decode(encoding) === definitionEncoding ? text.decode.decode(hash) : null;
}

class DefinitionPayloadConverter implements PayloadConverter {
  readonly #others = new DefaultPayloadConverter();

  toPayload<T>(value: T): Payload {
    return value instanceof DefinitionClaim ? claimPayload(value.hash) : this.#others.toPayload(value);
  }

  fromPayload<T>(payload: Payload): T {
    const hash = claimedHash(payload);
    if (hash === null) return this.#others.fromPayload<T>(payload);
    let graph = definitions.get(hash);
    if (graph === undefined) {
      graph = JSON.parse(text.decode.decode(payload.data ?? new Uint8Array()));
      if (graph === undefined) throw new Error(`Expected a graph for the hash ${hash}, but found none.`);
      definitions.set(hash, graph);
    }
    return graph as T;
  }
}

export const payloadConverter = new DefinitionPayloadConverter();
