-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_EmbeddedRun" (
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
    "deaths" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME
);
INSERT INTO "new_EmbeddedRun" ("attempt", "createdAt", "deaths", "dueAt", "event", "eventId", "finishedAt", "functionId", "id", "leaseOwner", "leaseUntil", "output", "status") SELECT "attempt", "createdAt", "deaths", "dueAt", "event", "eventId", "finishedAt", "functionId", "id", "leaseOwner", "leaseUntil", "output", "status" FROM "EmbeddedRun";
DROP TABLE "EmbeddedRun";
ALTER TABLE "new_EmbeddedRun" RENAME TO "EmbeddedRun";
CREATE INDEX "EmbeddedRun_status_leaseUntil_idx" ON "EmbeddedRun"("status", "leaseUntil");
CREATE UNIQUE INDEX "EmbeddedRun_functionId_eventId_key" ON "EmbeddedRun"("functionId", "eventId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
