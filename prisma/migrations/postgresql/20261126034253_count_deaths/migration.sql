-- AlterTable
ALTER TABLE "EmbeddedRun" ADD COLUMN     "deaths" INTEGER NOT NULL DEFAULT 0;
