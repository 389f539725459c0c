-- CreateIndex
CREATE INDEX "PublishedMessage_publishedAt_idx" ON "PublishedMessage" USING BRIN ("publishedAt");
