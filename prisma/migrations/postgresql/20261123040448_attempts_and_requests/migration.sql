-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "attempt" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "parquetSha256" TEXT,
ADD COLUMN     "problem" TEXT,
ADD COLUMN     "shape" TEXT;

-- AlterTable
ALTER TABLE "DatasetPart" ADD COLUMN     "collection" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "finishedAt" TIMESTAMP(3),
ADD COLUMN     "sha256" TEXT;

-- CreateTable
CREATE TABLE "DatasetAttempt" (
    "datasetId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "source" TEXT,
    "error" TEXT,
    "sourceFailures" TEXT NOT NULL DEFAULT '[]',

    CONSTRAINT "DatasetAttempt_pkey" PRIMARY KEY ("datasetId","number")
);

-- CreateTable
CREATE TABLE "DatasetRequests" (
    "id" SERIAL NOT NULL,
    "datasetId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "lines" BYTEA NOT NULL,

    CONSTRAINT "DatasetRequests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DatasetRequests_datasetId_id_idx" ON "DatasetRequests"("datasetId", "id");

-- AddForeignKey
ALTER TABLE "DatasetAttempt" ADD CONSTRAINT "DatasetAttempt_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DatasetRequests" ADD CONSTRAINT "DatasetRequests_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;
