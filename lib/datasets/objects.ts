/** The objects that rows and receipts name, as text and back. */
import { z } from 'zod'
import type { DatasetObjects } from '@/lib/datasets/model/dataset'

export const objectSchema = z.object({
  key: z.string().min(1),
  byteSize: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export const objectsSchema = z.object({ csv: objectSchema, parquet: objectSchema })

/** Of the column of a dataset. They are left out of any JSON that the dataset is sent in: keys are nobody's business. */
export function parseObjects(text: string): DatasetObjects {
  return Object.defineProperty(objectsSchema.parse(JSON.parse(text)), 'toJSON', { value: () => undefined })
}

/** Of the column of a part. */
export function parseObject(text: string | null): z.infer<typeof objectSchema> | null {
  return text === null ? null : objectSchema.parse(JSON.parse(text))
}

/** The text of such a column. */
export function formatObjects(objects: object | null | undefined): string | null {
  return objects ? JSON.stringify({ ...objects }) : null
}
