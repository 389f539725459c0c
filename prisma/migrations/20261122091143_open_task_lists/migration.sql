-- DropIndex
DROP INDEX "Task_candidateGroups_idx";

-- DropIndex
DROP INDEX "Task_state_dueAt_idx";

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "agencyCode" TEXT,
ADD COLUMN     "words" TEXT[];

-- CreateIndex
CREATE INDEX "Task_open_groups_idx" ON "Task" USING GIN ("candidateGroups") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_open_words_idx" ON "Task" USING GIN ("words") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_open_due_idx" ON "Task"("dueAt", "priority" DESC, "createdAt", "id") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_open_agency_idx" ON "Task"("agencyCode", "createdAt") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_closed_groups_idx" ON "Task" USING GIN ("candidateGroups") WHERE ("closedAt" IS NOT NULL);

-- The words of some texts in small letters and without diacritics, each once: "Đề nghị 05/CV-SKHĐT" is de, nghi, 05, cv, skhdt. Searches are
-- folded by the same function. Plain SQL: no extension is needed.
CREATE FUNCTION "folded_words"(VARIADIC texts text[]) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT word), '{}')
  FROM regexp_split_to_table(
    replace(regexp_replace(normalize(lower(array_to_string(texts, ' ')), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd'),
    '[^a-z0-9]+') word
  WHERE word <> ''
$$;

UPDATE "Task" t SET "agencyCode" = i."agencyCode",
  "words" = folded_words(t."name", d."subject", d."trackingCode", d."incomingNumber", d."outgoingNumber", d."originalNumber",
    d."taxCode", e."name")
FROM "ProcessInstance" i
  LEFT JOIN "Document" d ON d."id" = i."documentId"
  LEFT JOIN "Enterprise" e ON e."taxCode" = d."taxCode"
WHERE i."id" = t."instanceId";
