-- DropIndex
DROP INDEX "PublishedMessage_expiresAt_idx";

-- CreateTable
CREATE TABLE "MessageRematch" (
    "messageId" UUID NOT NULL,
    "processId" TEXT NOT NULL,
    "afterInstanceId" TEXT,

    CONSTRAINT "MessageRematch_pkey" PRIMARY KEY ("messageId","processId")
);

-- AddForeignKey
ALTER TABLE "MessageRematch" ADD CONSTRAINT "MessageRematch_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "PublishedMessage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
