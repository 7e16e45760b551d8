-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "storageMark" TEXT;

-- CreateTable
CREATE TABLE "Replica" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "bootId" TEXT NOT NULL,
    "build" TEXT NOT NULL,
    "storageMark" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Replica_pkey" PRIMARY KEY ("id")
);
