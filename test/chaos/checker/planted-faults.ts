/** The checker checked: faults that are made in a transaction which is rolled back, and each of which it must find. */
import type { ClientBase } from 'pg';
import { checkDatabase } from './database.ts';
import type { Law, Ledger } from './ledger.ts';

interface PlantedFault {
  name: string;
  law: Law;
  sql: string;
}

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'a gap in a register',
    law: 'register',
    sql: `DELETE FROM "RegisterEntry" WHERE "number" = 2 AND "kind" = 'INCOMING'`,
  },
  {
    name: 'a number given twice',
    law: 'register',
    sql: `UPDATE "Document" SET "incomingNumber" = (SELECT "symbol" FROM "RegisterEntry" WHERE "number" = 1 AND "kind" = 'INCOMING' LIMIT 1)
      WHERE "id" = (SELECT "documentId" FROM "RegisterEntry" WHERE "number" = 2 AND "kind" = 'INCOMING' LIMIT 1)`,
  },
  {
    name: 'a counter that ran ahead',
    law: 'register',
    sql: `UPDATE "RegisterBook" SET "lastNumber" = "lastNumber" + 1`,
  },
  {
    name: 'an audit entry changed',
    law: 'audit',
    sql: `UPDATE "AuditEntry" SET "actor" = 'somebody else' WHERE "sequence" = 2`,
  },
  {
    name: 'an audit entry left out',
    law: 'audit',
    sql: `DELETE FROM "AuditEntry" WHERE "sequence" = 2`,
  },
  {
    name: 'a completed task that is open again',
    law: 'task',
    sql: `UPDATE "Task" SET "state" = 'OPEN' WHERE "id" = (SELECT min("id") FROM "Task" WHERE "state" = 'COMPLETED')`,
  },
  {
    name: 'a completion that was lost',
    law: 'task',
    sql: `DELETE FROM "InstanceEvent" WHERE ("instanceId", "sequence") = (
      SELECT "instanceId", "sequence" FROM "InstanceEvent" WHERE "type" = 'userTask' AND "event" = 'completed'
      ORDER BY 1, 2 LIMIT 1)`,
  },
  {
    name: 'a completion that happened twice',
    law: 'task',
    sql: `INSERT INTO "InstanceEvent" SELECT "instanceId", 100000, "at", "event", "elementId", "type", "elementKey"
      FROM "InstanceEvent" WHERE "type" = 'userTask' AND "event" = 'completed' ORDER BY "instanceId", "sequence" LIMIT 1`,
  },
  {
    name: 'an event that was lost',
    law: 'instance',
    sql: `DELETE FROM "InstanceEvent" WHERE "sequence" = 3`,
  },
  {
    name: 'an instance that was started twice',
    law: 'instance',
    sql: `INSERT INTO "ProcessInstance" ("id", "definitionId", "startedAt", "activeElements")
      SELECT "id" || 'x', "definitionId", now(), '{}' FROM "ProcessInstance" LIMIT 1`,
  },
  {
    name: 'an incident',
    law: 'instance',
    sql: `INSERT INTO "Incident" SELECT "id" || ':1', "id", '1', 'x', 'x', 'x', now() FROM "ProcessInstance" LIMIT 1`,
  },
  {
    name: 'a document with another status',
    law: 'script',
    sql: `UPDATE "Document" SET "statusCode" = '16' WHERE "id" = (SELECT max("id"::text)::uuid FROM "Document" WHERE "statusCode" <> '16')`,
  },
  {
    name: 'a signature that is missing',
    law: 'script',
    sql: `DELETE FROM "SignatureRecord" WHERE "id" = (
      SELECT max("id"::text)::uuid FROM "SignatureRecord" WHERE "documentId" IS NOT NULL)`,
  },
  {
    name: 'a notification that was lost',
    law: 'script',
    sql: `DELETE FROM "Notification" WHERE "id" = (SELECT max("id"::text)::uuid FROM "Notification")`,
  },
  {
    name: 'a notification that was sent twice',
    law: 'notification',
    sql: `INSERT INTO "Notification" ("id", "group", "personId", "titleVi", "titleEn", "body", "documentId", "at", "madeBy")
      SELECT gen_random_uuid(), "group", "personId", "titleVi", "titleEn", "body", "documentId", "at", "madeBy" || ':x'
      FROM "Notification" LIMIT 1`,
  },
  {
    name: 'a message that was not delivered',
    law: 'message',
    sql: `INSERT INTO "PublishedMessage" ("id", "messageId", "name", "correlationKey", "variables", "publishedAt", "expiresAt")
      VALUES (gen_random_uuid(), 'x', 'x', 'x', '{}', now(), now())`,
  },
  {
    name: 'a mail too few',
    law: 'mail',
    sql: `INSERT INTO "Notification" ("id", "group", "titleVi", "titleEn", "body", "at", "madeBy")
      SELECT gen_random_uuid(), "group", "titleVi", "titleEn", "body", "at", 'x:1:' || "group"
      FROM "Notification" WHERE "group" LIKE 'member@%' LIMIT 1`,
  },
];

/** @returns the names of those that the checker did not find: none, or it is worth nothing */
export async function overlooked(db: ClientBase, ledger: Ledger): Promise<string[]> {
  const before = await checkDatabase(db, ledger);
  const missed: string[] = [];
  for (const { name, law, sql } of plantedFaults) {
    if (law === 'mail' && !ledger.mails) continue;
    await db.query('BEGIN');
    try {
      const { rowCount } = await db.query(sql);
      const count = (list: typeof before) => list.filter((finding) => finding.law === law).length;
      if (!rowCount || count(await checkDatabase(db, ledger)) <= count(before)) missed.push(name);
    } finally {
      await db.query('ROLLBACK');
    }
  }
  return missed;
}
