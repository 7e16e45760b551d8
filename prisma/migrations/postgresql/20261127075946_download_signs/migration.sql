-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "aliveUntil" TIMESTAMP(3),
ADD COLUMN     "requestedAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "InngestServer" (
    "id" TEXT NOT NULL,
    "triedAt" TIMESTAMP(3),
    "registeredAt" TIMESTAMP(3),
    "calledAt" TIMESTAMP(3),
    "problem" TEXT,

    CONSTRAINT "InngestServer_pkey" PRIMARY KEY ("id")
);
