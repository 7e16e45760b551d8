-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "deletedAt" DATETIME;
ALTER TABLE "Dataset" ADD COLUMN "deletedBy" TEXT;
ALTER TABLE "Dataset" ADD COLUMN "note" TEXT;
ALTER TABLE "Dataset" ADD COLUMN "pinnedAt" DATETIME;

-- CreateTable
CREATE TABLE "RetentionPolicy" (
    "resource" TEXT NOT NULL PRIMARY KEY,
    "keepLast" INTEGER,
    "keepDaily" INTEGER,
    "keepWeekly" INTEGER,
    "keepMonthly" INTEGER,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "nextAt" DATETIME NOT NULL,
    "lastAt" DATETIME,
    "lastDeletedAt" DATETIME,
    "lastDeleted" TEXT
);
