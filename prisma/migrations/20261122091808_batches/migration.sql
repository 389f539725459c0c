-- CreateEnum
CREATE TYPE "BatchState" AS ENUM ('CHECKING', 'CHECKED', 'RUNNING', 'PAUSED', 'DONE', 'ROLLING_BACK', 'ROLLED_BACK', 'CANCELLED');

-- CreateEnum
CREATE TYPE "BatchItemState" AS ENUM ('NEW', 'READY', 'DONE', 'REFUSED', 'FAILED', 'ROLLED_BACK', 'KEPT');

-- CreateTable
CREATE TABLE "Batch" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" "BatchState" NOT NULL,
    "pausedFrom" "BatchState",
    "input" JSONB NOT NULL,
    "agencyCode" TEXT,
    "actorId" UUID,
    "reason" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "checked" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "rolledBack" INTEGER NOT NULL DEFAULT 0,
    "kept" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BatchItem" (
    "batchId" UUID NOT NULL,
    "instanceId" TEXT NOT NULL,
    "state" "BatchItemState" NOT NULL,
    "problems" JSONB,

    CONSTRAINT "BatchItem_pkey" PRIMARY KEY ("batchId","instanceId")
);

-- CreateIndex
CREATE INDEX "Batch_agencyCode_createdAt_idx" ON "Batch"("agencyCode", "createdAt");

-- CreateIndex
CREATE INDEX "BatchItem_batchId_state_instanceId_idx" ON "BatchItem"("batchId", "state", "instanceId");

-- AddForeignKey
ALTER TABLE "BatchItem" ADD CONSTRAINT "BatchItem_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
