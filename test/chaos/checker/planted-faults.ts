/** The checker checked: faults that are made and taken back, and each of which it must find. */
import type { ClientBase } from 'pg';
import { type Finding, type Law, type Ledger, laws } from './ledger.ts';

interface PlantedFault {
  name: string;
  law: Law;
  /** Made in a transaction that is rolled back; none: `told` alone. */
  sql?: string;
  /** For who does not see into that transaction: this is made for good, and `undo` takes it back. */
  undo?: string;
  /** What the clients and the mail server would have noted. */
  told?: (ledger: Ledger) => Ledger;
}

/** What breaks the law; it sees the transaction. */
export type Look = (law: Law, ledger: Ledger) => Promise<Finding[]>;

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
    sql: withoutEvents(`
      SELECT "instanceId", "commit", "sequence" FROM "InstanceEvent" WHERE "type" = 'userTask' AND "event" = 'completed'
      ORDER BY 1, 2 LIMIT 1`),
  },
  {
    name: 'a completion that happened twice',
    law: 'task',
    sql: `INSERT INTO "InstanceCommit" SELECT "instanceId", 100000, "at",
        json_build_array(json_build_array("event", "type", "elementId", "elementKey", NULL))
      FROM "InstanceEvent" WHERE "type" = 'userTask' AND "event" = 'completed' ORDER BY "instanceId", "sequence" LIMIT 1`,
  },
  {
    name: 'an event that was lost',
    law: 'instance',
    sql: withoutEvents(`SELECT "instanceId", "commit", "sequence" FROM "InstanceEvent" WHERE "sequence" = 3`),
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
  {
    name: 'a mail too many',
    law: 'mail',
    told: ({ mails, ...ledger }) => ({
      ...ledger,
      mails: [...(mails ?? []), { to: mails?.[0]?.to ?? '', messageId: 'another' }],
    }),
  },
  {
    name: 'a content that is not in its file',
    law: 'file',
    sql: `INSERT INTO "Blob" ("sha256", "size", "mediaType", "verdict") SELECT repeat('0', 64), "size", "mediaType", "verdict" FROM "Blob" LIMIT 1`,
  },
  {
    name: 'a workflow that stands elsewhere than its instance',
    law: 'temporal',
    sql: `UPDATE "ProcessInstance" SET "state" = CASE "state" WHEN 'ACTIVE' THEN 'COMPLETED'::"InstanceState" ELSE 'ACTIVE' END`,
  },
  {
    name: 'a completion that a workflow took and nobody made',
    law: 'temporal',
    told: ({ yardsticks, ...ledger }) => ({
      ...ledger,
      yardsticks: yardsticks.map((script) => ({ ...script, completed: [] })),
    }),
  },
  {
    name: 'a row that the command log has otherwise',
    law: 'projection',
    sql: `UPDATE "Task" SET "priority" = "priority" + 1`,
    undo: `UPDATE "Task" SET "priority" = "priority" - 1`,
  },
];

/** Takes those out of their commits. */
function withoutEvents(events: string): string {
  return `UPDATE "InstanceCommit" c SET "events" = (
      SELECT json_agg(e ORDER BY n) FROM json_array_elements(c."events") WITH ORDINALITY AS x(e, n)
      WHERE c."sequence" + n - 1 <> lost."sequence")
    FROM (${events}) lost WHERE c."instanceId" = lost."instanceId" AND c."sequence" = lost."commit"`;
}

/** @returns the names of those that the checker did not find: none, or it is worth nothing */
export async function overlooked(db: ClientBase, ledger: Ledger, look: Look): Promise<string[]> {
  const count = async (law: Law, told = ledger) =>
    (await look(law, told)).filter((finding) => finding.law === law).length;
  const usual = new Map<Law, number>();
  const missed = laws
    .filter((law) => !plantedFaults.some((fault) => fault.law === law))
    .map((law) => `law ${law}`);
  for (const { name, law, sql, undo, told } of plantedFaults) {
    if (law === 'mail' && !ledger.mails) continue;
    const before = usual.get(law) ?? (await count(law));
    usual.set(law, before);
    if (!undo) await db.query('BEGIN');
    try {
      const isMade = sql === undefined || (await db.query(sql)).rowCount;
      if (!isMade || (await count(law, told?.(ledger))) <= before) missed.push(name);
    } finally {
      await db.query(undo ?? 'ROLLBACK');
    }
  }
  return missed;
}
