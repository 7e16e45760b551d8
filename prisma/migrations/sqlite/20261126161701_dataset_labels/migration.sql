-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "label" TEXT;
ALTER TABLE "Dataset" ADD COLUMN "labelKey" TEXT;
