/** The outside world as external jobs see it; built once in a worker by the command line. */
import type { Readable } from 'node:stream';

/** Content-addressed object storage. Keys are SHA-256 in hex. */
export interface ObjectStorage {
  /** Stores the content; storing it again changes nothing. */
  put(content: Uint8Array): Promise<{ sha256: string; size: number }>;
  get(sha256: string): Promise<Uint8Array>;
  open(sha256: string): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
}

export interface Environment {
  storage: ObjectStorage;
  /** Folder of the demo authority's keys and certificates. */
  pkiFolder: string;
}
