import { promisify } from 'node:util';
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { bytesOf, encodingOf, payloadOf } from './payload-bytes.ts';

export const zstdEncoding = 'congvan/zstd';

/** Less is left as it is: it would gain little. */
const smallest = 1_024;
/** More is compressed by another thread: it would hold up everything else. */
const largestAtOnce = 65_536;
/** Above every limit of ours: what claims to be larger is not unpacked. */
const largestUnpacked = 268_435_456;

const compressInThread = promisify(zstdCompress);
const decompressInThread = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(zstdDecompress);

/** Compresses with Zstandard, where that makes a payload smaller. */
export class CompressionCodec implements PayloadCodec {
  async encode(payloads: Payload[]): Promise<Payload[]> {
    if (!payloads.some(isWorthIt)) return payloads;
    return Promise.all(payloads.map((payload) => (isWorthIt(payload) ? compressed(payload) : payload)));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    if (!payloads.some(isCompressed)) return payloads;
    return Promise.all(payloads.map((payload) => (isCompressed(payload) ? decompressed(payload) : payload)));
  }
}

function isWorthIt({ data }: Payload): boolean {
  return (data?.length ?? 0) >= smallest;
}

function isCompressed(payload: Payload): boolean {
  return encodingOf(payload) === zstdEncoding;
}

async function compressed(payload: Payload): Promise<Payload> {
  const bytes = bytesOf(payload);
  const data = bytes.length > largestAtOnce ? await compressInThread(bytes) : zstdCompressSync(bytes);
  return data.length < bytes.length ? { metadata: { encoding: Buffer.from(zstdEncoding) }, data } : payload;
}

async function decompressed({ data }: Payload): Promise<Payload> {
  const bytes = data ?? new Uint8Array();
  const limit = { maxOutputLength: largestUnpacked };
  return payloadOf(
    bytes.length > largestAtOnce ? await decompressInThread(bytes, limit) : zstdDecompressSync(bytes, limit),
  );
}
