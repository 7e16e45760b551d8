/** The API's responses about changes: between two datasets, and over all downloads. */
import { z } from 'zod'
import { columnSchema, count, rowSchema, time } from '@/lib/api/openapi/basic-schemas'
import { CHANGES } from '@/lib/datasets/model/comparison'

const summarySchema = z.strictObject({
  added: count,
  removed: count,
  changed: count,
  same: count,
  cells: count.describe('Cells that differ, in the changed rows.'),
  columns: z.array(
    z.strictObject({
      column: columnSchema,
      cells: count,
      pairs: z
        .array(z.strictObject({ old: z.string(), new: z.string(), count }))
        .describe('The most frequent replacements.'),
    }),
  ),
})

export const rowChangeSchema = z
  .strictObject({
    change: z.enum(CHANGES),
    swapi_id: z.int(),
    columns: z.array(columnSchema).describe('Whose values changed.'),
    before: rowSchema.nullable(),
    after: rowSchema.nullable(),
  })
  .describe('A row that differs, matched by SWAPI’s number.')

export const comparisonSchema = z.strictObject({
  base: z.string().describe('The dataset before.'),
  dataset: z.string().describe('The dataset after.'),
  ignored: z.array(columnSchema).describe('Columns that were not compared.'),
  summary: summarySchema,
  changes: z.array(rowChangeSchema),
  total: count.describe('Changes that the view selects.'),
  hasMore: z.boolean(),
})

export const countComparisonSchema = z.strictObject({
  base: z.string(),
  dataset: z.string(),
  columns: z.array(columnSchema),
  counts: z
    .array(z.looseObject({ before: count, after: count, difference: z.int() }))
    .describe('A value for each counted column, and how often they occur together.'),
  totalGroups: count.describe('Combinations of values in either.'),
  changedGroups: count.describe('Those whose counts differ.'),
  rowsBefore: count,
  rowsAfter: count,
  hasMore: z.boolean(),
})

export const snapshotSchema = z
  .strictObject({ id: z.string(), createdAt: time, source: z.string().nullable(), rowCount: count })
  .describe('A ready dataset as a point in time.')

const notCovered = {
  older: count.describe('Older downloads that were not looked at.'),
  unreadable: count.describe('Downloads whose files are damaged.'),
}

export const rowHistorySchema = z.strictObject({
  periods: z.array(
    z.strictObject({
      first: snapshotSchema,
      last: snapshotSchema,
      snapshots: count,
      row: rowSchema.nullable().describe('Null while downloads did not have it.'),
      changes: z.array(z.strictObject({ column: columnSchema, old: z.string(), new: z.string() })),
    }),
  ),
  ...notCovered,
})

export const countHistorySchema = z.strictObject({
  counts: z.array(snapshotSchema.extend({ count })),
  ...notCovered,
})
