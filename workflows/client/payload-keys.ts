/** Keys that payloads are encrypted with: the first is used for writing, all for reading. */
export interface PayloadKeys {
  /** Null: nothing is encrypted. */
  current: PayloadKey | null;
  byId: ReadonlyMap<string, PayloadKey>;
}

export interface PayloadKey {
  /** Stands beside each payload in the clear. */
  id: string;
  /** 32 bytes. */
  secret: Uint8Array;
}

export const noKeys: PayloadKeys = { current: null, byId: new Map() };

const keyLength = 32;

/**
 * Reads `ID:BASE64`, one key a line or separated by commas; `#` begins a comment. The first is the current one.
 * @param source where the text comes from, for the sentence of an error
 * @throws Error with a sentence that never contains a key
 * @example parsePayloadKeys(`2026-11:${randomBytes(32).toString('base64')}`).current?.id // '2026-11'
 */
export function parsePayloadKeys(text: string, source = 'PAYLOAD_KEYS'): PayloadKeys {
  const byId = new Map<string, PayloadKey>();
  const entries = text
    .replace(/#.*$/gm, '')
    .split(/[\s,]+/)
    .filter(Boolean);
  for (const [index, entry] of entries.entries()) {
    const [, id, encoded] = /^([A-Za-z0-9._-]{1,64}):(.*)$/.exec(entry) ?? [];
    if (id === undefined || encoded === undefined)
      throw new Error(
        `${source}: entry ${index + 1} must be ID:KEY, the id of letters, digits, ".", "_" and "-".`,
      );
    const secret = Buffer.from(encoded, 'base64');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || secret.length !== keyLength)
      throw new Error(
        `${source}: the key "${id}" must be ${keyLength} bytes in base64; "openssl rand -base64 32" makes one.`,
      );
    if (byId.has(id)) throw new Error(`${source}: there are two keys with the id "${id}".`);
    byId.set(id, { id, secret });
  }
  const [current] = byId.values();
  if (current === undefined) throw new Error(`${source} contains no key: give ID:KEY, or leave it out.`);
  return { current, byId };
}
