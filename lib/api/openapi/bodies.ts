/** The API's request bodies. */
import { z } from 'zod'
import { MAX_LABEL_LENGTH } from '@/lib/datasets/model/label'

export const startBodySchema = z.strictObject({
  source: z.string().default('auto').describe('A configured base URL, `archive`, or `auto`.'),
  keepUnchanged: z.boolean().default(false).describe('Make a dataset even if nothing has changed.'),
})

export const renameBodySchema = z.strictObject({
  label: z
    .string()
    .nullable()
    .describe(`1 to ${MAX_LABEL_LENGTH} characters on one line; null or empty for none.`),
})
