-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "storageMark" TEXT;

-- CreateTable
CREATE TABLE "Replica" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "host" TEXT NOT NULL,
    "bootId" TEXT NOT NULL,
    "build" TEXT NOT NULL,
    "storageMark" TEXT,
    "startedAt" DATETIME NOT NULL,
    "seenAt" DATETIME NOT NULL
);
