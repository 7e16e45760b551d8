/** The API's request bodies. */
import { z } from 'zod'
import { MAX_LABEL_LENGTH } from '@/lib/datasets/model/label'
import { MAX_NOTE_LENGTH } from '@/lib/datasets/model/keeping/note'

export const startBodySchema = z.strictObject({
  source: z.string().default('auto').describe('A configured base URL, `archive`, or `auto`.'),
  keepUnchanged: z.boolean().default(false).describe('Make a dataset even if nothing has changed.'),
})

export const updateDatasetSchema = z
  .strictObject({
    label: z
      .string()
      .nullable()
      .describe(`1 to ${MAX_LABEL_LENGTH} characters on one line; null or empty for none.`),
    note: z.string().nullable().describe(`Up to ${MAX_NOTE_LENGTH} characters; null or empty for none.`),
    pinned: z.boolean().describe('Retention rules never delete a pinned dataset.'),
  })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0)
  .describe('What is to change; at least one.')
