/** The embedded provider's state in PostgreSQL, so that a restart signs nobody out. Shape: oidc-provider's Adapter. */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';

export function databaseAdapter(db: PrismaClient): (type: string) => Adapter {
  return (type) => ({
    async upsert(id, payload, expiresIn) {
      const data = {
        payload: payload as Prisma.InputJsonObject,
        grantId: payload.grantId ?? null,
        uid: payload.uid ?? null,
        userCode: payload.userCode ?? null,
        expiresAt: expiresIn ? new Date(Date.now() + expiresIn * 1000) : null,
      };
      await db.oidcRecord.upsert({
        where: { type_id: { type, id } },
        create: { type, id, ...data },
        update: data,
      });
    },
    find: (id) => found(db, { type, id }),
    findByUid: (uid) => found(db, { type, uid }),
    findByUserCode: (userCode) => found(db, { type, userCode }),
    async consume(id) {
      await db.oidcRecord.update({ where: { type_id: { type, id } }, data: { consumedAt: new Date() } });
    },
    async destroy(id) {
      await db.oidcRecord.deleteMany({ where: { type, id } });
    },
    async revokeByGrantId(grantId) {
      await db.oidcRecord.deleteMany({ where: { grantId } });
    },
  });
}

/** Removes what is over. */
export async function removeExpired(db: PrismaClient): Promise<void> {
  await db.oidcRecord.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}

async function found(
  db: PrismaClient,
  where: { type: string; id?: string; uid?: string; userCode?: string },
): Promise<AdapterPayload | undefined> {
  const record = await db.oidcRecord.findFirst({ where });
  if (!record || (record.expiresAt && record.expiresAt < new Date())) return undefined;
  const payload = record.payload as AdapterPayload;
  return record.consumedAt
    ? { ...payload, consumed: Math.floor(record.consumedAt.getTime() / 1000) }
    : payload;
}
