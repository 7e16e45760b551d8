-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "objects" TEXT;

-- AlterTable
ALTER TABLE "DatasetPart" ADD COLUMN "object" TEXT;
