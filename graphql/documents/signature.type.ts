import type { SignatureRecord } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';

export const SignatureType = builder.objectRef<SignatureRecord>('Signature').implement({
  description: 'A signature made or found on a file.',
  fields: (t) => ({
    fileId: t.exposeID('fileId'),
    subject: t.exposeString('subject'),
    serial: t.exposeString('serial'),
    level: t.exposeString('level'),
    signedAt: t.expose('signedAt', { type: 'DateTime' }),
  }),
});
