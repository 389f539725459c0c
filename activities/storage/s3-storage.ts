/**
 * Object storage in a bucket of any server that speaks S3: each content once, under its SHA-256. The server checks on arrival that
 * a content has the hash it is stored under, and we check it again on the way back.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ObjectStorage } from '../environment.ts';

export interface S3StorageOptions {
  bucket: string;
  /** Address of the server; null: Amazon's own of the region. */
  endpoint: string | null;
  region: string;
}

const connectLimitMs = 5_000;
const silenceLimitMs = 60_000;
const attempts = 4;

/**
 * Credentials come from where Amazon's programs look for them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a file, or the machine's role.
 * @example
 * const storage = s3Storage({ bucket: 'congvan', endpoint: 'https://s3.example', region: 'us-east-1' });
 * const { sha256 } = await storage.put(content);
 */
export function s3Storage({ bucket, endpoint, region }: S3StorageOptions): ObjectStorage {
  const client = new S3Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectLimitMs, requestTimeout: silenceLimitMs },
    // Not every server knows the checksums that Amazon's has added since; ours is the SHA-256.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

  async function has(sha256: string): Promise<boolean> {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: keyOf(sha256) }));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async function put(content: Uint8Array): Promise<{ sha256: string; size: number }> {
    const hash = createHash('sha256').update(content).digest();
    const sha256 = hash.toString('hex');
    const stored = { sha256, size: content.byteLength };
    if (await has(sha256)) return stored;
    const ChecksumSHA256 = hash.toString('base64');
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: keyOf(sha256), Body: content, ChecksumSHA256 }),
    );
    return stored;
  }

  async function openContent(sha256: string): Promise<Readable> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(sha256) }));
      return Body as Readable;
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw Object.assign(new Error(`There is no content ${sha256} in the bucket ${bucket}.`), {
        code: 'ENOENT',
      });
    }
  }

  /** Storage that has changed under us must not pass for the document. */
  async function get(sha256: string): Promise<Uint8Array> {
    const content = Buffer.concat(await (await openContent(sha256)).toArray());
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      throw new Error(`The stored content ${sha256} is damaged: its hash is another now.`);
    return content;
  }

  return { put, get, has, open: openContent };
}

// helpers ////////////////////////////////////////////////////////////

function keyOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Expected a SHA-256 in hexadecimal.');
  return sha256;
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}
