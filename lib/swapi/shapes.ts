/** SWAPI's editions answer a list in three shapes. The shape is read from the body, never from the host's name. */
import { z } from 'zod'
import type { SourceShape } from '@/lib/datasets/types'
import { SourceError } from '@/lib/errors'

export type Shape = SourceShape

/** One answer to "list this collection", in the house's words. */
export interface ListPage {
  shape: Shape
  /** Records of the whole collection, as the source declares it; null when it declares nothing. */
  declaredCount: number | null
  /** Pages of the whole collection; 1 for the shapes that come whole. */
  pagesTotal: number
  /** Unchecked records, each an object with at least `url`. */
  records: unknown[]
}

/** More than this no SWAPI has; a larger number is a mistake, and would be asked for page by page. */
const MAX_RECORDS = 100_000_000

const count = z.number().int().min(0).max(MAX_RECORDS)

const pagedSchema = z.object({
  count,
  next: z.string().nullish(),
  results: z.array(z.unknown()),
})

const expandedSchema = z.object({
  total_records: count,
  total_pages: count,
  results: z.array(
    z.object({
      uid: z.union([z.string(), z.number()]),
      name: z.unknown().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
})

/**
 * Recognises the shape of a list; `label` names the source in failures.
 * @throws SourceError when the body is none of the three
 */
export function readListPage(body: unknown, label: string): ListPage {
  if (Array.isArray(body)) return { shape: 'array', declaredCount: null, pagesTotal: 1, records: body }
  const paged = pagedSchema.safeParse(body)
  if (paged.success) return readPaged(paged.data, label)
  const expanded = expandedSchema.safeParse(body)
  if (expanded.success) return readExpanded(expanded.data)
  throw new SourceError(`${label} answered with JSON that is not a list of SWAPI records.`, {
    retriable: false,
  })
}

/** Page size is what the first page holds: a `limit` in the URL may be honoured or ignored. */
function readPaged(
  { count: declaredCount, next, results }: z.infer<typeof pagedSchema>,
  label: string,
): ListPage {
  if (results.length === 0 && declaredCount > 0) {
    throw new SourceError(`${label} declares ${declaredCount} records but gave a page without any.`, {
      retriable: false,
    })
  }
  const pagesTotal = next && results.length > 0 ? Math.ceil(declaredCount / results.length) : 1
  return { shape: 'paged', declaredCount, pagesTotal, records: results }
}

/** Full records sit in `properties`; a row of a plain list carries only its `uid` and `name`. */
function readExpanded({ total_records, total_pages, results }: z.infer<typeof expandedSchema>): ListPage {
  return {
    shape: 'expanded',
    declaredCount: total_records,
    pagesTotal: Math.max(total_pages, 1),
    records: results.map(({ uid, name, properties }) => ({ name, ...properties, url: uid })),
  }
}

/** One record fetched by its own URL: bare, or inside swapi.tech's `{ result: { uid, properties } }`. */
export function readSingleRecord(body: unknown): unknown {
  const wrapped = z
    .object({
      result: z.object({
        uid: z.union([z.string(), z.number()]),
        properties: z.record(z.string(), z.unknown()),
      }),
    })
    .safeParse(body)
  return wrapped.success ? { ...wrapped.data.result.properties, url: wrapped.data.result.uid } : body
}
