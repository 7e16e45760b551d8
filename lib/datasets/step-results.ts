/**
 * What the steps of a download hand to each other: small facts, never rows. They are parsed when they arrive, because
 * they have been stored meanwhile, perhaps by another version of this program.
 */
import { z } from 'zod'
import { SOURCE_SHAPES } from '@/lib/datasets/types'

/** A part file that is whole and on disk. */
export const partSchema = z.object({
  name: z.string(),
  rows: z.number().int().nonnegative(),
  /** Of the file, in lower-case hex. */
  sha256: z.string(),
})
export type Part = z.infer<typeof partSchema>

export const collectionSchema = z.object({
  shape: z.enum(SOURCE_SHAPES),
  declaredCount: z.number().nullable(),
  pagesTotal: z.number().int().nonnegative(),
})
/** What the first answer of a source says about a collection. */
export type Collection = z.infer<typeof collectionSchema>

const firstAnswerSchema = collectionSchema.extend({ part: partSchema })
export const discoverySchema = z.object({ people: firstAnswerSchema, planets: firstAnswerSchema })
/** What a source has, and the parts with the first page of each. */
export type Discovery = z.infer<typeof discoverySchema>

const batchSchema = z.object({ first: z.number().int(), last: z.number().int() })
export const planetPlanSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pages'), batches: z.array(batchSchema) }),
  z.object({ kind: z.literal('single'), ids: z.array(z.number().int()) }),
])

const madeFileSchema = z.object({ tempName: z.string(), name: z.string() })

export const assembledSchema = z.object({
  /** Files that are to be moved to their final names. */
  files: z.array(madeFileSchema),
  facts: z.object({
    rowCount: z.number().int(),
    planetCount: z.number().int(),
    byteSize: z.number().int(),
    sha256: z.string(),
    parquetSha256: z.string(),
    warnings: z.array(z.string()),
  }),
})
/** The two files of a dataset, proved complete and not yet in place. */
export type Assembled = z.infer<typeof assembledSchema>

/** What is known of a dataset once it is ready. */
export type ReadyFacts = Assembled['facts']
