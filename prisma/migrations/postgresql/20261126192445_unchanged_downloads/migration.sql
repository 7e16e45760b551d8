-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "contentHash" TEXT,
ADD COLUMN     "keepUnchanged" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "sameAs" TEXT;

-- CreateIndex
CREATE INDEX "Dataset_sameAs_idx" ON "Dataset"("sameAs");
