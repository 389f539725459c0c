import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { bytesOf, encodingOf, payloadOf } from './payload-bytes.ts';
import type { PayloadKey, PayloadKeys } from './payload-keys.ts';

export const encryptedEncoding = 'congvan/aes-256-gcm';

/** Bytes; data is nonce, tag, ciphertext. */
const nonceLength = 12;
const tagLength = 16;

/** AES-256-GCM. The id of the key is in the metadata, and authenticated. What is not encrypted is read as it is. */
export class EncryptionCodec implements PayloadCodec {
  readonly #keys: PayloadKeys;

  constructor(keys: PayloadKeys) {
    this.#keys = keys;
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    const { current } = this.#keys;
    return current === null ? payloads : payloads.map((payload) => encrypted(payload, current));
  }

  /** @throws Error when a key is not configured, or does not fit */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) =>
      encodingOf(payload) === encryptedEncoding ? decrypted(payload, this.#keys) : payload,
    );
  }
}

function encrypted(payload: Payload, { id, secret }: PayloadKey): Payload {
  // Drawn by chance: a key is good for 2^32 payloads.
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(authenticated(id));
  const text = [cipher.update(bytesOf(payload)), cipher.final()];
  return {
    metadata: { encoding: Buffer.from(encryptedEncoding), key: Buffer.from(id) },
    data: Buffer.concat([nonce, cipher.getAuthTag(), ...text]),
  };
}

function decrypted({ metadata, data }: Payload, { byId }: PayloadKeys): Payload {
  const id = Buffer.from(metadata?.key ?? []).toString();
  const key = byId.get(id);
  if (key === undefined)
    throw new Error(
      `The payload is encrypted with the key "${id}", which is not configured: add it to PAYLOAD_KEYS.`,
    );
  const bytes = Buffer.from(data ?? []);
  const nonce = bytes.subarray(0, nonceLength);
  const tag = bytes.subarray(nonceLength, nonceLength + tagLength);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagLength })
      .setAAD(authenticated(id))
      .setAuthTag(tag);
    return payloadOf(
      Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]),
    );
  } catch (cause) {
    throw new Error(
      `The payload cannot be decrypted: it was altered, or the key "${id}" is not the one that it was encrypted with.`,
      { cause },
    );
  }
}

function authenticated(id: string): Uint8Array {
  return Buffer.from(`${encryptedEncoding} ${id}`);
}
