-- DropIndex
DROP INDEX "Task_open_groups_idx";

-- DropIndex
DROP INDEX "Task_open_words_idx";

-- CreateIndex
-- What has been written but not yet sorted in is gone through by every search: it is kept short.
CREATE INDEX "Task_open_work_idx" ON "Task" USING GIN ("candidateGroups", "words") WITH (gin_pending_list_limit = 256) WHERE "closedAt" IS NULL;
