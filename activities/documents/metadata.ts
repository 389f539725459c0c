/** What `Document.metadata` may hold. Senders may add members of their own: they are kept, and not looked at. */
import { z } from 'zod';
import { taxCode } from '../fields.ts';

export const documentMetadata = z.looseObject({
  /** Tax codes that an outgoing document is meant for. Until it is delivered it belongs to none of them. */
  recipients: z.array(taxCode).optional().catch(undefined),
  /** Degree of secrecy as declared: such documents do not travel through this system (plan S0, exceptions). */
  secrecy: z.string().nullish().catch(null),
  /** Why it was refused, delayed, or the like: free text of the last hand. */
  note: z.string().nullish().catch(null),
});

export type DocumentMetadata = z.output<typeof documentMetadata>;

export function readMetadata(metadata: unknown): DocumentMetadata {
  return documentMetadata.parse(typeof metadata === 'object' && metadata !== null ? metadata : {});
}
