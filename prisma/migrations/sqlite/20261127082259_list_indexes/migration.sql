-- DropIndex
DROP INDEX "Dataset_createdAt_idx";

-- CreateIndex
CREATE INDEX "Dataset_createdAt_id_idx" ON "Dataset"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Dataset_sha256_idx" ON "Dataset"("sha256");

-- CreateIndex
CREATE INDEX "Dataset_finishedAt_idx" ON "Dataset"("finishedAt");

-- Only of deleted ones, which schema.prisma cannot say: SQLite would use an index of all for every list that leaves them out.
CREATE INDEX "Dataset_deletedAt_idx" ON "Dataset"("deletedAt") WHERE "deletedAt" IS NOT NULL;
