-- CreateIndex
CREATE INDEX "InstanceCommit_at_idx" ON "InstanceCommit" USING BRIN ("at");
