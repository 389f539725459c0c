/**
 * A claim check for definitions: in history and on the wire an executable graph is its hash. The worker's codec
 * (client/definition-codec.ts) puts the graph's bytes in the place of the claim before the sandbox sees it, and the converter
 * here, which runs in the sandbox, parses each graph once for each worker thread.
 */
import {
  DefaultPayloadConverter,
  type Payload,
  type PayloadConverter,
  type SerializationContext,
} from '@temporalio/common';
import { inWorkflowContext } from '@temporalio/workflow';
import { definitions } from './definition-cache.ts';

/** Stands for a graph in the arguments of a workflow: send this, receive the graph. */
export interface DefinitionClaim {
  'congvan/definition': string;
}

/** @param hash SHA-256 in hex */
export function definitionClaim(hash: string): DefinitionClaim {
  return { 'congvan/definition': hash };
}

/** Encoding of a payload whose claim was redeemed: the graph as data, the hash as metadata. */
export const graphEncoding = 'congvan/graph';

/** Metadata of an argument of a local activity: it never leaves the worker (client/history-codec.ts). */
export const localArgument = 'congvan-local';
const localMark = new TextEncoder().encode('1');

class GraphPayloadConverter implements PayloadConverter {
  readonly #others = new DefaultPayloadConverter();
  readonly #text = new TextDecoder();

  toPayload<T>(value: T, context?: SerializationContext): Payload {
    const payload = this.#others.toPayload(value, context);
    // In a workflow it is an argument; outside it is the activity's answer, which goes down in history.
    const isLocalArgument = context?.type === 'activity' && context.isLocal && inWorkflowContext();
    return isLocalArgument
      ? { ...payload, metadata: { ...payload.metadata, [localArgument]: localMark } }
      : payload;
  }

  fromPayload<T>(payload: Payload): T {
    const { encoding, hash } = payload.metadata ?? {};
    if (
      encoding?.length !== graphEncoding.length ||
      hash == null ||
      this.#text.decode(encoding) !== graphEncoding
    )
      return this.#others.fromPayload<T>(payload);
    const key = this.#text.decode(hash);
    const known = definitions.get(key);
    if (known) return known as T;
    const graph = JSON.parse(this.#text.decode(payload.data ?? undefined));
    definitions.set(key, graph);
    return graph;
  }
}

export const payloadConverter = new GraphPayloadConverter();
