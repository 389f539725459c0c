/** The type's name only: types that lead to documents, and to which documents lead, need it before its fields. */
import type { Document } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';

export const DocumentType = builder.objectRef<Document>('Document');
