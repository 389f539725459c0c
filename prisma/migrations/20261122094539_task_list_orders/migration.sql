-- CreateIndex
CREATE INDEX "Task_open_created_idx" ON "Task"("createdAt", "id") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_open_priority_idx" ON "Task"("priority", "id") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_open_name_idx" ON "Task"("name", "id") WHERE ("closedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Task_closed_due_idx" ON "Task"("dueAt", "priority" DESC, "createdAt", "id") WHERE ("closedAt" IS NOT NULL);
