/** A payload as bytes, metadata included: what is compressed, encrypted or stored elsewhere in its place. */
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

export function bytesOf(payload: Payload): Uint8Array {
  return PayloadMessage.encode(payload).finish();
}

export function payloadOf(bytes: Uint8Array): Payload {
  const { metadata, data } = PayloadMessage.decode(bytes);
  return { metadata, data };
}

/** The encoding that a payload names. */
export function encodingOf({ metadata }: Payload): string | null {
  const encoding = metadata?.encoding;
  return encoding ? Buffer.from(encoding).toString() : null;
}
