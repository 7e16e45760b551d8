-- DropIndex
DROP INDEX "Dataset_createdAt_idx";

-- CreateIndex
CREATE INDEX "Dataset_deletedAt_createdAt_id_idx" ON "Dataset"("deletedAt", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Dataset_status_createdAt_id_idx" ON "Dataset"("status", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Dataset_sha256_idx" ON "Dataset"("sha256");

-- CreateIndex
CREATE INDEX "Dataset_finishedAt_idx" ON "Dataset"("finishedAt");
