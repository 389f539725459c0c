/** Putting a file that a process made into storage and database. */
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { ScanVerdict } from '../../prisma/client/enums.ts';
import type { ObjectStorage } from '../environment.ts';

export interface NewFile {
  /** Derived from the job: storing it again changes nothing. */
  id: string;
  name: string;
  mediaType: string;
  content: Uint8Array;
  /** Of what it was made from; a file that is made from nothing but data is clean. */
  verdict?: ScanVerdict;
  ownerAgency?: string | null;
  ownerTaxCode?: string | null;
  createdAt: Date;
}

/** Stores the content first: a row never points to nothing. */
export async function storeFile(db: PrismaClient, storage: ObjectStorage, file: NewFile): Promise<void> {
  const { id, name, mediaType, content, verdict = 'CLEAN', createdAt } = file;
  const { sha256, size } = await storage.put(content);
  await db.$transaction([
    db.blob.createMany({
      data: [{ sha256, size, mediaType, verdict, scannedAt: verdict === 'UNSCANNED' ? null : createdAt }],
      skipDuplicates: true,
    }),
    db.storedFile.createMany({
      data: [
        {
          id,
          name,
          sha256,
          ownerAgency: file.ownerAgency ?? null,
          ownerTaxCode: file.ownerTaxCode ?? null,
          createdAt,
        },
      ],
      skipDuplicates: true,
    }),
  ]);
}
