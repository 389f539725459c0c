import type { ClientBase } from 'pg';

/**
 * What each instance left behind, without what differs from one to the next (ids, numbers, times): two that went the same way leave the
 * same, line for line. Sorted, for what is done in parallel has no order.
 */
export async function readTraces(db: ClientBase): Promise<Map<string, string[]>> {
  const { rows } = await db.query<{ id: string; lines: string[] }>(`
    WITH line("id", "text") AS (
      SELECT "id", 'instance ' || "state" || ' at ' || array_to_string(ARRAY(SELECT unnest("activeElements") ORDER BY 1), ',')
      FROM "ProcessInstance"
      UNION ALL
      SELECT "instanceId", 'task ' || "elementId" || ' ' || "state" || CASE WHEN "dueAt" IS NULL THEN '' ELSE ', due' END
      FROM "Task"
      UNION ALL
      SELECT "instanceId", "elementId" || ' ' || "event" FROM "InstanceEvent" WHERE "event" <> 'variable'
      UNION ALL
      -- how often one is copied, into called processes and back, depends on what was there at that moment
      SELECT DISTINCT "instanceId", 'variable ' || ("data"->>'name') FROM "InstanceEvent" WHERE "event" = 'variable'
      UNION ALL
      SELECT split_part("madeBy", ':', 1),
        'told ' || coalesce(split_part("group", '@', 1), 'a person') || ': ' || "titleEn" FROM "Notification"
      UNION ALL
      SELECT d."instanceId", d."direction" || ' ' || l."text"
      FROM "Document" d, LATERAL (
        SELECT 'status ' || d."statusCode" || CASE WHEN d."dossierId" IS NULL THEN '' ELSE ', filed' END AS "text"
        UNION ALL SELECT 'became ' || "code" FROM "DocumentStatusChange" WHERE "documentId" = d."id"
        UNION ALL SELECT 'is in register ' || "kind" FROM "RegisterEntry" WHERE "documentId" = d."id"
        UNION ALL SELECT 'audit ' || "action" FROM "AuditEntry" WHERE "documentId" = d."id"
        -- how many annexes a document has is the sender's affair
        UNION ALL SELECT 'file ' || "role" FROM "DocumentFile" WHERE "documentId" = d."id" AND "role" <> 'ANNEX'
        UNION ALL SELECT 'signature ' || "level" FROM "SignatureRecord" WHERE "documentId" = d."id"
        UNION ALL SELECT 'deadline, extended ' || "extensions" FROM "Deadline" WHERE "documentId" = d."id"
        UNION ALL SELECT 'contract ' || CASE WHEN "sealedAt" IS NULL THEN 'open' ELSE 'sealed' END
          FROM "Contract" WHERE "documentId" = d."id"
        UNION ALL SELECT 'party ' || "position" || CASE WHEN "signedAt" IS NOT NULL THEN ' signed'
            WHEN "declinedAt" IS NOT NULL THEN ' declined' ELSE ' waits' END
          FROM "ContractParty" WHERE "contractId" = d."id"
        UNION ALL SELECT 'inspection ' || CASE WHEN "publishedAt" IS NULL THEN 'open' ELSE 'published' END
          FROM "Inspection" WHERE "documentId" = d."id"
        UNION ALL SELECT 'finding ' || "item" || ' ' || "result" FROM "InspectionFinding" WHERE "inspectionId" = d."id"
      ) l
      WHERE d."instanceId" IS NOT NULL
    )
    SELECT "id", array_agg("text" ORDER BY "text" COLLATE "C") AS "lines" FROM line WHERE "text" IS NOT NULL GROUP BY "id"`);
  return new Map(rows.map(({ id, lines }) => [id, lines]));
}
