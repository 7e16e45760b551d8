-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "contentHash" TEXT;
ALTER TABLE "Dataset" ADD COLUMN "sameAs" TEXT;
ALTER TABLE "Dataset" ADD COLUMN "keepUnchanged" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "Dataset_sameAs_idx" ON "Dataset"("sameAs");
