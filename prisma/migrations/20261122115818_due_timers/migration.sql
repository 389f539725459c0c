-- AlterTable
ALTER TABLE "ProcessInstance" ADD COLUMN     "nextDueAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "ProcessInstance_nextDueAt_idx" ON "ProcessInstance"("nextDueAt") WHERE ("nextDueAt" IS NOT NULL);
