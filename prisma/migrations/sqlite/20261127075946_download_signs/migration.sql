-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN "aliveUntil" DATETIME;
ALTER TABLE "Dataset" ADD COLUMN "requestedAt" DATETIME;

-- CreateTable
CREATE TABLE "InngestServer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "triedAt" DATETIME,
    "registeredAt" DATETIME,
    "calledAt" DATETIME,
    "problem" TEXT
);
