-- CreateTable
CREATE TABLE "LargePayload" (
    "hash" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "storedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LargePayload_pkey" PRIMARY KEY ("hash")
);

-- It is compressed already.
ALTER TABLE "LargePayload" ALTER COLUMN "content" SET STORAGE EXTERNAL;

-- CreateTable
CREATE TABLE "LargePayloadUse" (
    "hash" TEXT NOT NULL,
    "instanceId" TEXT NOT NULL,
    "usedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LargePayloadUse_pkey" PRIMARY KEY ("hash","instanceId")
);

-- CreateIndex
CREATE INDEX "LargePayloadUse_instanceId_idx" ON "LargePayloadUse"("instanceId");

-- AddForeignKey
ALTER TABLE "LargePayloadUse" ADD CONSTRAINT "LargePayloadUse_hash_fkey" FOREIGN KEY ("hash") REFERENCES "LargePayload"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;
