-- CreateIndex
CREATE INDEX "Document_closedAt_dueAt_idx" ON "Document"("closedAt", "dueAt");

-- CreateIndex
CREATE INDEX "Incident_resolvedAt_code_idx" ON "Incident"("resolvedAt", "code");
