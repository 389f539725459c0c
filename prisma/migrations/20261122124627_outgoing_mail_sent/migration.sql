-- CreateIndex
CREATE INDEX "OutgoingMail_sentAt_idx" ON "OutgoingMail"("sentAt") WHERE ("sentAt" IS NOT NULL);
