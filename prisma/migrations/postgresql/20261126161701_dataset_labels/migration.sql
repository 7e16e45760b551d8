-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "label" TEXT,
ADD COLUMN     "labelKey" TEXT;
