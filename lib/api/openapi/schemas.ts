/** The API's responses and request bodies: the OpenAPI document is built from these, and tests check responses with them. */
import { z } from 'zod'
import { FAILURES } from '@/lib/api/error-codes'
import { cells, columnSchema, count, rowSchema, time } from '@/lib/api/openapi/basic-schemas'
import { startBodySchema, updateDatasetSchema } from '@/lib/api/openapi/bodies'
import {
  comparisonSchema,
  countComparisonSchema,
  countHistorySchema,
  rowChangeSchema,
  rowHistorySchema,
} from '@/lib/api/openapi/change-schemas'
import { previewSchema, retentionSchema, rulesSchema } from '@/lib/api/openapi/retention-schemas'
import {
  createScheduleSchema,
  scheduleListSchema,
  scheduleSchema,
  updateScheduleSchema,
} from '@/lib/api/openapi/schedule-schemas'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { DELETERS } from '@/lib/datasets/model/keeping/deletion'
import { DATASET_STATUSES, DOWNLOAD_PHASES, PAST_STATUSES, SOURCE_SHAPES } from '@/lib/datasets/model/dataset'

export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(FAILURES)),
    message: z.string().describe('A sentence for people: what happened and what to do.'),
  }),
})

export const sourceFailureSchema = z
  .strictObject({ source: z.string(), reason: z.string() })
  .describe('A source that was skipped, and why.')

const sourceFailures = z.array(sourceFailureSchema)

export const datasetSchema = z.strictObject({
  id: z.string(),
  resource: z.literal(RESOURCE.path),
  fileName: z.string().describe('Name of the CSV.'),
  status: z
    .enum(DATASET_STATUSES)
    .describe('`ready` means proved complete; `unchanged` too, but there are no files.'),
  phase: z.enum(DOWNLOAD_PHASES),
  requestedSource: z.string().describe('The requested source, or `auto`.'),
  source: z.string().nullable().describe('The source that served it.'),
  shape: z.enum(SOURCE_SHAPES).nullable().describe('How that source returns its lists: whole, or in pages.'),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  rowCount: count.describe('Rows of the CSV once ready; rows read so far while downloading.'),
  declaredCount: count.nullable().describe(`How many ${RESOURCE.path} the source said it has.`),
  planetCount: count,
  byteSize: count.nullable().describe('Size of the CSV.'),
  sha256: z.string().nullable().describe('Of the CSV, lower-case hex.'),
  parquetSha256: z.string().nullable().describe('Of the Parquet file.'),
  contentHash: z
    .string()
    .nullable()
    .describe('Of an unchanged download: version and hash of what its rows say, dates left out.'),
  sameAs: z.string().nullable().describe('The dataset that an unchanged download equals.'),
  requests: count,
  retries: count,
  pagesDone: count,
  pagesTotal: count.nullable(),
  warnings: z.array(z.string()),
  sourceFailures,
  error: z.string().nullable().describe('Why it failed, as a sentence.'),
  problem: z.string().nullable().describe('What went wrong and is being retried, while it runs.'),
  attempt: z.int().min(1).describe('1 at first, one more with each retry.'),
  label: z.string().nullable().describe('A name given by people.'),
  note: z.string().nullable().describe('What people wrote about it.'),
  pinned: z.boolean().describe('Kept by retention rules.'),
  deletedAt: time.nullable().describe('Null unless it was deleted.'),
  pastAttempts: z.array(
    z.strictObject({
      number: z.int().min(1),
      status: z.enum(PAST_STATUSES),
      startedAt: time.nullable(),
      finishedAt: time.nullable(),
      source: z.string().nullable(),
      error: z.string().nullable(),
      sourceFailures,
    }),
  ),
})

export const datasetListSchema = z.strictObject({
  datasets: z.array(datasetSchema),
  total: count,
  hasMore: z.boolean(),
})

export const deletedListSchema = z.strictObject({
  deleted: z.array(
    z.strictObject({
      dataset: datasetSchema,
      deletedAt: time,
      deletedBy: z.enum(DELETERS).describe('A person or a program, or retention rules.'),
      restorableUntil: time,
    }),
  ),
  total: count,
  hasMore: z.boolean(),
})

export const startedSchema = z.strictObject({
  dataset: datasetSchema,
  joined: z.boolean().describe('A download of this source was running already.'),
})

export const rowsSchema = z.strictObject({
  rows: z.array(rowSchema),
  total: count.describe('Rows that the view selects.'),
  hasMore: z.boolean(),
})

export const valueCountSchema = z
  .strictObject({ ...cells, count, share: z.number().min(0).max(1) })
  .describe(
    'A value for each counted column, how often they occur together, and what share of the rows that is.',
  )

export const countsSchema = z.strictObject({
  columns: z.array(columnSchema),
  counts: z.array(valueCountSchema),
  totalGroups: count.describe('Combinations of values.'),
  totalRows: count.describe('Rows that the view selects.'),
  hasMore: z.boolean(),
})

const bin = z
  .strictObject({ from: z.number(), to: z.number(), count })
  .describe('Rows with a number from `from` up to, but excluding, `to`; the last bin includes its `to`.')

export const columnProfileSchema = z.strictObject({
  column: columnSchema,
  distinct: count.describe('Distinct values, including those that stand for a missing one.'),
  missing: z.strictObject({ empty: count, unknown: count, na: count, none: count }),
  top: z.array(z.strictObject({ value: z.string(), count })).describe('The most frequent values.'),
  numeric: z
    .strictObject({ count, min: z.number(), max: z.number(), mean: z.number(), histogram: z.array(bin) })
    .nullable()
    .describe('Null unless at least half of the values present are numbers.'),
})

export const profileSchema = z.strictObject({ totalRows: count, columns: z.array(columnProfileSchema) })

export const requestsSchema = z.strictObject({
  requests: z.array(
    z.strictObject({
      at: time.describe('When it was sent.'),
      url: z.string(),
      status: z.int().nullable().describe('Null when there was no response.'),
      ms: count.describe('Until its response was read, or failed.'),
      bytes: count.describe('Of the body, decoded.'),
      tryNumber: z.int().min(1).describe('How many times its step had been tried, including this one.'),
      attempt: z.int().min(1).describe('Which attempt at the download sent it.'),
    }),
  ),
  total: count,
  hasMore: z.boolean(),
})

/** Not in full, since the document has to stay short: docs/api.md has the rest. */
export const progressSchema = z.strictObject({
  downloads: z.array(z.looseObject({ id: z.string(), status: z.string() })),
})

export const healthSchema = z.strictObject({ status: z.literal('ok') })

export const readySchema = z.strictObject({
  status: z.literal('ready'),
  checks: z.record(z.string(), z.string()).describe('A word for each thing that was checked.'),
})

/** The shapes, by their names in the OpenAPI document. */
export const API_SHAPES = {
  Column: columnSchema,
  Error: errorSchema,
  Dataset: datasetSchema,
  SourceFailure: sourceFailureSchema,
  DatasetList: datasetListSchema,
  StartDownload: startBodySchema,
  UpdateDataset: updateDatasetSchema,
  StartedDownload: startedSchema,
  DeletedList: deletedListSchema,
  Row: rowSchema,
  Rows: rowsSchema,
  ValueCount: valueCountSchema,
  Counts: countsSchema,
  ColumnProfile: columnProfileSchema,
  Profile: profileSchema,
  RowChange: rowChangeSchema,
  Comparison: comparisonSchema,
  CountComparison: countComparisonSchema,
  RowHistory: rowHistorySchema,
  CountHistory: countHistorySchema,
  Requests: requestsSchema,
  Progress: progressSchema,
  Schedule: scheduleSchema,
  ScheduleList: scheduleListSchema,
  CreateSchedule: createScheduleSchema,
  UpdateSchedule: updateScheduleSchema,
  RetentionRules: rulesSchema,
  Retention: retentionSchema,
  RetentionPreview: previewSchema,
  Health: healthSchema,
  Ready: readySchema,
} as const

export type ApiShape = keyof typeof API_SHAPES
