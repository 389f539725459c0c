/** Redeems the claims of definitions (../definition-claim.ts) on the worker's side. */
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { ExecutableGraph } from '../../engine/index.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { definitionClaim, graphEncoding } from '../definition-claim.ts';

const claimLength = JSON.stringify(definitionClaim('0'.repeat(64))).length;
const claimPattern = /^\{"congvan\/definition":"([0-9a-f]{64})"\}$/;

/** Claims are replaced on the way in; what goes out is left as it is. */
export class DefinitionCodec implements PayloadCodec {
  readonly #fetch: (hash: string) => Promise<unknown>;
  /** Graphs as bytes, by hash. Content-addressed: never out of date. */
  readonly #graphs = new Map<string, Promise<Uint8Array>>();

  /** @param fetch the graph of a hash; it throws when there is none */
  constructor(fetch: (hash: string) => Promise<unknown>) {
    this.#fetch = fetch;
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads;
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    if (!payloads.some((payload) => payload.data?.length === claimLength)) return payloads;
    return Promise.all(payloads.map((payload) => this.#redeem(payload)));
  }

  async #redeem(payload: Payload): Promise<Payload> {
    if (payload.data?.length !== claimLength) return payload;
    const hash = claimPattern.exec(Buffer.from(payload.data).toString('latin1'))?.[1];
    if (hash === undefined) return payload;
    const metadata = { encoding: Buffer.from(graphEncoding), hash: Buffer.from(hash) };
    return { metadata, data: await this.#graph(hash) };
  }

  #graph(hash: string): Promise<Uint8Array> {
    let graph = this.#graphs.get(hash);
    if (graph === undefined) {
      graph = this.#fetch(hash).then((found) => Buffer.from(JSON.stringify(found)));
      this.#graphs.set(hash, graph);
      graph.catch(() => this.#graphs.delete(hash));
    }
    return graph;
  }
}

type Definitions = Pick<PrismaClient, 'definitionContent'>;

const remembered = new WeakMap<Definitions, (hash: string) => Promise<ExecutableGraph>>();

/** As `deployedGraphs`, each fetched once for each client or transaction: content-addressed, never out of date. */
export function rememberedGraphs(db: Definitions): (hash: string) => Promise<ExecutableGraph> {
  const known = remembered.get(db);
  if (known) return known;
  const fetch = deployedGraphs(db);
  const graphs = new Map<string, Promise<ExecutableGraph>>();
  const graphOf = (hash: string): Promise<ExecutableGraph> => {
    const found = graphs.get(hash);
    if (found) return found;
    const graph = fetch(hash) as Promise<ExecutableGraph>;
    graphs.set(hash, graph);
    graph.catch(() => graphs.delete(hash));
    return graph;
  };
  remembered.set(db, graphOf);
  return graphOf;
}

/** Graphs from the deployed definitions. */
export function deployedGraphs(db: Definitions): (hash: string) => Promise<unknown> {
  return async (hash) => {
    const content = await db.definitionContent.findUnique({ where: { hash }, select: { graph: true } });
    if (content === null)
      throw new Error(`Expected a definition with the hash ${hash}, but none is deployed.`);
    return content.graph;
  };
}
