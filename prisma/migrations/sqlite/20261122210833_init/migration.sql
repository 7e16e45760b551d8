-- CreateTable
CREATE TABLE "Dataset" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "resource" TEXT NOT NULL DEFAULT 'people',
    "fileName" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "phase" TEXT NOT NULL DEFAULT 'waiting',
    "requestedSource" TEXT NOT NULL,
    "activeKey" TEXT,
    "source" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
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
    "error" TEXT
);

-- CreateTable
CREATE TABLE "DatasetPart" (
    "datasetId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "pages" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,

    PRIMARY KEY ("datasetId", "name"),
    CONSTRAINT "DatasetPart_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "EmbeddedRun" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "functionId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "dueAt" DATETIME,
    "output" TEXT,
    "leaseOwner" TEXT,
    "leaseUntil" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME,
    "parentRunId" TEXT,
    "parentStepId" TEXT
);

-- CreateTable
CREATE TABLE "EmbeddedStep" (
    "runId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "op" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "dueAt" DATETIME,
    "output" TEXT,
    "position" INTEGER,

    PRIMARY KEY ("runId", "id"),
    CONSTRAINT "EmbeddedStep_runId_fkey" FOREIGN KEY ("runId") REFERENCES "EmbeddedRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Dataset_activeKey_key" ON "Dataset"("activeKey");

-- CreateIndex
CREATE INDEX "Dataset_createdAt_idx" ON "Dataset"("createdAt");

-- CreateIndex
CREATE INDEX "EmbeddedRun_status_leaseUntil_idx" ON "EmbeddedRun"("status", "leaseUntil");

-- CreateIndex
CREATE UNIQUE INDEX "EmbeddedRun_functionId_eventId_key" ON "EmbeddedRun"("functionId", "eventId");
