-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Dataset" (
    "id" TEXT NOT NULL,
    "resource" TEXT NOT NULL DEFAULT 'people',
    "fileName" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "phase" TEXT NOT NULL DEFAULT 'waiting',
    "requestedSource" TEXT NOT NULL,
    "activeKey" TEXT,
    "source" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "rowCount" INTEGER NOT NULL DEFAULT 0,
    "declaredCount" INTEGER,
    "planetCount" INTEGER NOT NULL DEFAULT 0,
    "byteSize" BIGINT,
    "sha256" TEXT,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "pagesTotal" INTEGER,
    "warnings" TEXT NOT NULL DEFAULT '[]',
    "sourceFailures" TEXT NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "Dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DatasetPart" (
    "datasetId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "pages" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,

    CONSTRAINT "DatasetPart_pkey" PRIMARY KEY ("datasetId","name")
);

-- CreateTable
CREATE TABLE "EmbeddedRun" (
    "id" TEXT NOT NULL,
    "functionId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMP(3),
    "output" TEXT,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),
    "parentRunId" TEXT,
    "parentStepId" TEXT,

    CONSTRAINT "EmbeddedRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmbeddedStep" (
    "runId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "op" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMP(3),
    "output" TEXT,
    "position" INTEGER,

    CONSTRAINT "EmbeddedStep_pkey" PRIMARY KEY ("runId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Dataset_activeKey_key" ON "Dataset"("activeKey");

-- CreateIndex
CREATE INDEX "Dataset_createdAt_idx" ON "Dataset"("createdAt");

-- CreateIndex
CREATE INDEX "EmbeddedRun_status_leaseUntil_idx" ON "EmbeddedRun"("status", "leaseUntil");

-- CreateIndex
CREATE UNIQUE INDEX "EmbeddedRun_functionId_eventId_key" ON "EmbeddedRun"("functionId", "eventId");

-- AddForeignKey
ALTER TABLE "DatasetPart" ADD CONSTRAINT "DatasetPart_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddedStep" ADD CONSTRAINT "EmbeddedStep_runId_fkey" FOREIGN KEY ("runId") REFERENCES "EmbeddedRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
