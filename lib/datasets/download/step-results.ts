/**
 * What the steps of a download pass to each other: small facts, never rows. They are parsed on arrival, because they
 * were stored in between, perhaps by another version of this program.
 */
import { z } from 'zod'
import { SOURCE_SHAPES } from '@/lib/datasets/model/dataset'
import { objectSchema } from '@/lib/datasets/objects'

/** A complete part file on disk. */
export const partSchema = z.object({
  name: z.string(),
  rows: z.number().int().nonnegative(),
  /** Of the file, in lower-case hex. */
  sha256: z.string(),
  /** Where it is in a bucket; none in a folder. */
  object: objectSchema.nullish(),
})
export type Part = z.infer<typeof partSchema>

export const collectionSchema = z.object({
  shape: z.enum(SOURCE_SHAPES),
  declaredCount: z.number().nullable(),
  pagesTotal: z.number().int().nonnegative(),
})
/** What a source's first response says about a collection. */
export type Collection = z.infer<typeof collectionSchema>

const firstAnswerSchema = collectionSchema.extend({ part: partSchema })
export const discoverySchema = z.object({ own: firstAnswerSchema, referred: firstAnswerSchema })
/** What a source has of the resource, and of the one it refers to, with the parts of their first pages. */
export type Discovery = z.infer<typeof discoverySchema>

const batchSchema = z.object({ first: z.number().int(), last: z.number().int() })
const referencePlanSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pages'), batches: z.array(batchSchema) }),
  z.object({ kind: z.literal('single'), ids: z.array(z.number().int()) }),
])

export const referencesSchema = z.object({ plan: referencePlanSchema, parts: z.array(partSchema) })
/** How the records that are referred to are read, with their parts if that takes no further steps. */
export type References = z.infer<typeof referencesSchema>

const madeFileSchema = z.object({ tempName: z.string(), name: z.string(), object: objectSchema.nullish() })

export const assembledSchema = z.object({
  /** Files to be moved to their final names. */
  files: z.array(madeFileSchema),
  facts: z.object({
    rowCount: z.number().int(),
    planetCount: z.number().int(),
    byteSize: z.number().int(),
    sha256: z.string(),
    parquetSha256: z.string(),
    /** Null in results of versions that did not calculate it. */
    contentHash: z.string().nullable().default(null),
    warnings: z.array(z.string()),
  }),
})
/** The two files of a dataset, proved complete but not yet in place. */
export type Assembled = z.infer<typeof assembledSchema>

/** What is known about a dataset once it is ready. */
export type ReadyFacts = Assembled['facts']
