-- CreateTable
CREATE TABLE "OutgoingMail" (
    "madeBy" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lastError" TEXT,

    CONSTRAINT "OutgoingMail_pkey" PRIMARY KEY ("madeBy","personId")
);

-- CreateIndex
CREATE INDEX "OutgoingMail_unsent_idx" ON "OutgoingMail"("nextAttemptAt") WHERE ("sentAt" IS NULL);

-- CreateIndex
CREATE INDEX "Person_agencyCode_idx" ON "Person"("agencyCode");

-- CreateIndex
CREATE INDEX "Person_taxCode_idx" ON "Person"("taxCode");
