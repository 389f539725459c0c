-- CreateTable
CREATE TABLE "DefinitionSuspension" (
    "id" UUID NOT NULL,
    "definitionId" UUID NOT NULL,
    "agencyCode" TEXT NOT NULL,
    "suspendedAt" TIMESTAMPTZ(3) NOT NULL,
    "suspendedById" UUID,
    "reason" TEXT NOT NULL,
    "resumedAt" TIMESTAMPTZ(3),
    "resumedById" UUID,
    "resumeReason" TEXT,

    CONSTRAINT "DefinitionSuspension_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "DefinitionSuspension_open_key" ON "DefinitionSuspension"("definitionId", "agencyCode") WHERE ("resumedAt" IS NULL);

-- AddForeignKey
ALTER TABLE "DefinitionSuspension" ADD CONSTRAINT "DefinitionSuspension_definitionId_fkey" FOREIGN KEY ("definitionId") REFERENCES "ProcessDefinition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
