/** Schedules in the API's responses and request bodies. */
import { z } from 'zod'
import { count, time } from '@/lib/api/openapi/basic-schemas'
import { DATASET_STATUSES } from '@/lib/datasets/model/dataset'

const plan = {
  source: z.string().describe('A configured base URL, `archive`, or `auto`.'),
  cron: z.string().describe('Minute, hour, day of month, month and weekday, at least five minutes apart.'),
  zone: z.string().describe('An IANA time zone, whose clocks `cron` follows.'),
  lossPercent: z.int().min(0).max(100).describe('A loss of more than this share of rows is marked.'),
}

export const scheduleSchema = z.strictObject({
  id: z.string(),
  ...plan,
  words: z.string().describe('When it runs, for people.'),
  createdAt: time,
  paused: z.boolean(),
  next: z.array(time).describe('The next three times; none while it is paused.'),
  last: z
    .strictObject({
      at: time,
      datasetId: z.string().nullable(),
      status: z
        .enum([...DATASET_STATUSES, 'deleted', 'refused'])
        .describe('Of the dataset. `deleted`: it is gone; `refused`: no download could be started.'),
      sentence: z.string().describe('The result for people.'),
      loss: z
        .strictObject({ datasetId: z.string(), before: count, after: count, sentence: z.string() })
        .nullable()
        .describe('Far fewer rows than in the dataset before from the same source.'),
    })
    .nullable()
    .describe('Null until it has run.'),
})

export const scheduleListSchema = z.strictObject({ schedules: z.array(scheduleSchema) })

export const createScheduleSchema = z.strictObject({
  source: plan.source.default('auto'),
  cron: plan.cron,
  zone: plan.zone.default('UTC'),
  lossPercent: plan.lossPercent.default(10),
  paused: z.boolean().default(false),
})

export const updateScheduleSchema = z
  .strictObject({ ...plan, paused: z.boolean() })
  .partial()
  .describe('What is to change.')
