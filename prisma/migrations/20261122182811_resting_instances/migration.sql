-- AlterTable
ALTER TABLE "ProcessInstance" ADD COLUMN     "hasWorkflow" BOOLEAN NOT NULL DEFAULT false;

-- Those that run are known to Temporal, or thought to be.
UPDATE "ProcessInstance" SET "hasWorkflow" = true WHERE "state" = 'ACTIVE' AND "dispatchedAt" IS NOT NULL;
