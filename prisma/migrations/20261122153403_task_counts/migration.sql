-- DropIndex
DROP INDEX "Task_open_agency_idx";

-- CreateIndex
CREATE INDEX "Task_open_agency_idx" ON "Task"("agencyCode", "dueAt") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_closed_agency_idx" ON "Task"("agencyCode") WHERE ("closedAt" IS NOT NULL);
