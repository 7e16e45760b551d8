-- CreateTable
CREATE TABLE "DatasetAttempt" (
    "datasetId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "source" TEXT,
    "error" TEXT,
    "sourceFailures" TEXT NOT NULL DEFAULT '[]',

    PRIMARY KEY ("datasetId", "number"),
    CONSTRAINT "DatasetAttempt_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DatasetRequests" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "datasetId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "lines" BLOB NOT NULL,
    CONSTRAINT "DatasetRequests_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Dataset" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "resource" TEXT NOT NULL DEFAULT 'people',
    "fileName" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "phase" TEXT NOT NULL DEFAULT 'waiting',
    "requestedSource" TEXT NOT NULL,
    "activeKey" TEXT,
    "source" TEXT,
    "shape" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "rowCount" INTEGER NOT NULL DEFAULT 0,
    "declaredCount" INTEGER,
    "planetCount" INTEGER NOT NULL DEFAULT 0,
    "byteSize" BIGINT,
    "sha256" TEXT,
    "parquetSha256" TEXT,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "pagesTotal" INTEGER,
    "warnings" TEXT NOT NULL DEFAULT '[]',
    "sourceFailures" TEXT NOT NULL DEFAULT '[]',
    "error" TEXT,
    "problem" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "new_Dataset" ("activeKey", "byteSize", "createdAt", "declaredCount", "error", "fileName", "finishedAt", "id", "pagesTotal", "phase", "planetCount", "requestedSource", "requests", "resource", "retries", "rowCount", "sha256", "source", "sourceFailures", "startedAt", "status", "warnings") SELECT "activeKey", "byteSize", "createdAt", "declaredCount", "error", "fileName", "finishedAt", "id", "pagesTotal", "phase", "planetCount", "requestedSource", "requests", "resource", "retries", "rowCount", "sha256", "source", "sourceFailures", "startedAt", "status", "warnings" FROM "Dataset";
DROP TABLE "Dataset";
ALTER TABLE "new_Dataset" RENAME TO "Dataset";
CREATE UNIQUE INDEX "Dataset_activeKey_key" ON "Dataset"("activeKey");
CREATE INDEX "Dataset_createdAt_idx" ON "Dataset"("createdAt");
CREATE TABLE "new_DatasetPart" (
    "datasetId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "collection" TEXT NOT NULL DEFAULT '',
    "pages" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "sha256" TEXT,
    "finishedAt" DATETIME,

    PRIMARY KEY ("datasetId", "name"),
    CONSTRAINT "DatasetPart_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_DatasetPart" ("datasetId", "name", "pages", "rows") SELECT "datasetId", "name", "pages", "rows" FROM "DatasetPart";
DROP TABLE "DatasetPart";
ALTER TABLE "new_DatasetPart" RENAME TO "DatasetPart";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "DatasetRequests_datasetId_id_idx" ON "DatasetRequests"("datasetId", "id");
