import type { Prisma } from '../../prisma/client/client.ts';

/** What a portal uploaded belongs, once it is sent, to the enterprise it was sent for. */
export async function takeOverFiles(
  tx: Prisma.TransactionClient,
  fileIds: string[],
  taxCode: string,
): Promise<void> {
  await tx.storedFile.updateMany({
    where: { id: { in: fileIds }, ownerTaxCode: null, ownerAgency: null },
    data: { ownerTaxCode: taxCode },
  });
}
