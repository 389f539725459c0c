-- CreateEnum
CREATE TYPE "StartKind" AS ENUM ('MESSAGE', 'SIGNAL', 'TIMER', 'CONDITION');

-- DropIndex
DROP INDEX "PublishedMessage_instanceId_deliveredAt_idx";

-- AlterTable
ALTER TABLE "MessageSubscription" ADD COLUMN     "processId" TEXT NOT NULL DEFAULT '';
UPDATE "MessageSubscription" s SET "processId" = d."key"
FROM "ProcessInstance" i JOIN "ProcessDefinition" d ON d."id" = i."definitionId" WHERE i."id" = s."instanceId";
ALTER TABLE "MessageSubscription" ALTER COLUMN "processId" DROP DEFAULT;

-- AlterTable
ALTER TABLE "ProcessInstance" ADD COLUMN     "startElementId" TEXT,
ADD COLUMN     "startKey" TEXT;

-- AlterTable
ALTER TABLE "PublishedMessage" ADD COLUMN     "agencyCode" TEXT,
ADD COLUMN     "sender" TEXT;

-- CreateTable
CREATE TABLE "StartSubscription" (
    "id" UUID NOT NULL,
    "definitionId" UUID NOT NULL,
    "processId" TEXT NOT NULL,
    "agencyCode" TEXT,
    "elementId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "StartKind" NOT NULL,
    "name" TEXT,
    "condition" TEXT,
    "dueAt" TIMESTAMPTZ(3),
    "repeat" JSONB,
    "timeZone" TEXT,
    "part" INTEGER,
    "parts" INTEGER,

    CONSTRAINT "StartSubscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MetStartTrigger" (
    "id" UUID NOT NULL,
    "processId" TEXT NOT NULL,
    "agencyCode" TEXT,
    "elementId" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "key" TEXT,
    "variables" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MetStartTrigger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MessageDelivery" (
    "messageId" UUID NOT NULL,
    "processId" TEXT NOT NULL,
    "instanceId" TEXT,
    "subscriptionKey" TEXT,
    "deliveredAt" TIMESTAMPTZ(3),

    CONSTRAINT "MessageDelivery_pkey" PRIMARY KEY ("messageId","processId")
);

-- CreateTable
CREATE TABLE "SignalSubscription" (
    "instanceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "elementId" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "SignalSubscription_pkey" PRIMARY KEY ("instanceId","key")
);

-- CreateTable
CREATE TABLE "SignalBroadcast" (
    "id" UUID NOT NULL,
    "signalId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "variables" JSONB NOT NULL,
    "thrownBy" TEXT,
    "agencyCode" TEXT,
    "thrownAt" TIMESTAMPTZ(3) NOT NULL,
    "started" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "lastPosition" BIGINT NOT NULL,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "dispatchedAt" TIMESTAMPTZ(3),
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SignalBroadcast_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "StartSubscription_kind_name_idx" ON "StartSubscription"("kind", "name");

-- CreateIndex
CREATE INDEX "StartSubscription_dueAt_idx" ON "StartSubscription"("dueAt");

-- CreateIndex
CREATE INDEX "StartSubscription_processId_idx" ON "StartSubscription"("processId");

-- CreateIndex
CREATE INDEX "MetStartTrigger_processId_idx" ON "MetStartTrigger"("processId");

-- CreateIndex
CREATE INDEX "MessageDelivery_instanceId_deliveredAt_idx" ON "MessageDelivery"("instanceId", "deliveredAt");

-- CreateIndex
CREATE INDEX "MessageDelivery_deliveredAt_idx" ON "MessageDelivery"("deliveredAt");

-- CreateIndex
CREATE INDEX "SignalSubscription_name_position_idx" ON "SignalSubscription"("name", "position");

-- CreateIndex
CREATE INDEX "SignalBroadcast_dispatchedAt_idx" ON "SignalBroadcast"("dispatchedAt");

-- CreateIndex
CREATE UNIQUE INDEX "SignalBroadcast_name_signalId_key" ON "SignalBroadcast"("name", "signalId");

-- CreateIndex
CREATE INDEX "ProcessInstance_startKey_idx" ON "ProcessInstance"("startKey");

-- CreateIndex
CREATE INDEX "PublishedMessage_expiresAt_idx" ON "PublishedMessage"("expiresAt");

-- AddForeignKey
ALTER TABLE "StartSubscription" ADD CONSTRAINT "StartSubscription_definitionId_fkey" FOREIGN KEY ("definitionId") REFERENCES "ProcessDefinition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MessageDelivery" ADD CONSTRAINT "MessageDelivery_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "PublishedMessage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was matched so far.
INSERT INTO "MessageDelivery" ("messageId", "processId", "instanceId", "subscriptionKey", "deliveredAt")
SELECT m."id", d."key", m."instanceId", m."subscriptionKey", m."deliveredAt" FROM "PublishedMessage" m
JOIN "ProcessInstance" i ON i."id" = m."instanceId" JOIN "ProcessDefinition" d ON d."id" = i."definitionId";

-- AlterTable
ALTER TABLE "PublishedMessage" DROP COLUMN "deliveredAt",
DROP COLUMN "instanceId",
DROP COLUMN "subscriptionKey";
