/** What payloads are written and read with, on either side. */
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { DefinitionCodec } from './definition-codec.ts';
import type { HistoryCodec } from './history-codec.ts';

const payloadConverterPath = pathOf('../definition-claim.ts');

/** For a client: claims of definitions stay claims. */
export function clientDataConverter(codec: HistoryCodec): DataConverter {
  return { payloadCodecs: [codec], ...failures(codec) };
}

/**
 * For a worker, and a replay.
 * @param fetch the graph of a hash; it throws when there is none
 * @param codec without it, what is written is left as it is
 */
export function workerDataConverter(
  fetch: (hash: string) => Promise<unknown>,
  codec?: HistoryCodec,
): DataConverter {
  const definitions = new DefinitionCodec(fetch);
  return codec
    ? { payloadConverterPath, payloadCodecs: [definitions, codec], ...failures(codec) }
    : { payloadConverterPath, payloadCodecs: [definitions] };
}

/** Messages of failures may say what variables contain: they are encrypted as well. */
function failures(codec: HistoryCodec): Pick<DataConverter, 'failureConverterPath'> {
  return codec.isEncrypting ? { failureConverterPath: pathOf('../encoded-failures.ts') } : {};
}

function pathOf(module: string): string {
  return fileURLToPath(new URL(module, import.meta.url));
}
