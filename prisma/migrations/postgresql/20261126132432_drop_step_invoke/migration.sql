-- AlterTable
ALTER TABLE "EmbeddedRun" DROP COLUMN "parentRunId",
DROP COLUMN "parentStepId";
