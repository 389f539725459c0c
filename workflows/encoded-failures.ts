/** Failures whose message and stack trace are payloads, which codecs encrypt, instead of text in history. */
import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
