/** Keys that the encrypted histories are written with: of no use to anybody but their replay. */
import { createHash } from 'node:crypto';
import { type PayloadKeys, parsePayloadKeys } from '../../workflows/client/payload-keys.ts';

const made = (id: string): string =>
  `${id}:${createHash('sha256').update(`recorded histories ${id}`).digest('base64')}`;

const [older, newer] = [made('recorded-2025'), made('recorded-2026')];

/** As `PAYLOAD_KEYS` has them. */
export const beforeRotation = older;
export const afterRotation = `${newer},${older}`;

export const recordedKeys: PayloadKeys = parsePayloadKeys(afterRotation);
