/** Retention rules in the API's responses and request bodies. */
import { z } from 'zod'
import { count, time } from '@/lib/api/openapi/basic-schemas'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { MAX_KEPT, REASONS } from '@/lib/datasets/model/keeping/retention'

const kept = z.int().min(0).max(MAX_KEPT).nullable().default(null)

export const rulesSchema = z
  .strictObject({
    last: kept.describe('The last so many.'),
    daily: kept.describe('The newest of each of the last so many days that have any, in UTC.'),
    weekly: kept.describe('Of weeks, from Monday.'),
    monthly: kept.describe('Of months.'),
  })
  .describe('How many datasets each rule keeps; null or 0 for a rule that is not used.')

const named = { id: z.string(), title: z.string() }

const entry = { ...named, createdAt: time, source: z.string().nullable(), rowCount: count }

export const retentionSchema = z.strictObject({
  resource: z.literal(RESOURCE.path),
  rules: rulesSchema.nullable().describe('Null when there are none, and everything stays.'),
  nextAt: time.nullable(),
  lastAt: time.nullable(),
  lastDeleted: z
    .strictObject({ at: time, count, datasets: z.array(z.strictObject(named)) })
    .nullable()
    .describe('What the rules deleted last: how many, and the newest of them.'),
})

export const previewSchema = z.strictObject({
  rules: rulesSchema,
  deleted: z.array(z.strictObject(entry)).describe('What would be deleted, the newest first.'),
  kept: z.array(z.strictObject({ ...entry, keptBy: z.array(z.enum(REASONS)) })),
})
