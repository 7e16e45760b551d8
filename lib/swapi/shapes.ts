/** SWAPI's editions return lists in three shapes. The shape is detected from the body, never from the host name. */
import { z } from 'zod'
import { SourceError } from '@/lib/errors'
import { formatCount, formatQuantity } from '@/lib/format'
import { NO_HEADERS, type ListHeaders } from '@/lib/swapi/http/list-headers'
import { HandedOver } from '@/lib/swapi/http/read-json'

export type Shape = 'array' | 'expanded' | 'paged'

/** One response to "list this collection", in our own terms. */
export interface ListPage {
  shape: Shape
  /** Records in the whole collection, as declared by the source; null when it does not declare any number. */
  declaredCount: number | null
  /** Pages of the whole collection; 1 for shapes that are not paged. */
  pagesTotal: number
  /** Records that have not been validated, each an object with at least `url`. */
  records: unknown[]
  /** Of a list whose records were handed over while it arrived, instead of `records`. */
  handedOver?: HandedOver
}

/** No SWAPI has more than this; a larger number is a mistake, and would be requested page by page. */
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
  next: z.string().nullish(),
  results: z.array(
    z.object({
      uid: z.union([z.string(), z.number()]),
      name: z.unknown().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
})

/**
 * Detects the shape of a list; `label` names the source in failures, `headers` may say more than the body.
 * @throws SourceError when the body is none of the three, or contradicts itself
 */
export function readListPage(body: unknown, label: string, headers: ListHeaders = NO_HEADERS): ListPage {
  if (Array.isArray(body)) return readArray(body, label, headers)
  if (body instanceof HandedOver) return { ...WHOLE_ARRAY, records: [], handedOver: body }
  const paged = pagedSchema.safeParse(body)
  if (paged.success) return readPaged(paged.data, label)
  const expanded = expandedSchema.safeParse(body)
  if (expanded.success) return readExpanded(expanded.data, label)
  throw refusal(`${label} answered with JSON that is not a list of SWAPI records.`)
}

/** What is known of a list that arrives whole, before it has arrived. */
export const WHOLE_ARRAY = { shape: 'array', declaredCount: null, pagesTotal: 1 } as const

/** Complete, unless the headers say there is more than the array holds. */
function readArray(records: unknown[], label: string, { total, hasNext }: ListHeaders): ListPage {
  if (total !== null) {
    assertCounts(records.length, total, hasNext, label)
    const pagesTotal = records.length < total ? Math.ceil(total / records.length) : 1
    return { shape: 'array', declaredCount: total, pagesTotal, records }
  }
  if (hasNext) throw pagesWithoutTotal(label)
  return { ...WHOLE_ARRAY, records }
}

/** The page size is the length of the first page: a `limit` in the URL may be honored or ignored. */
function readPaged(
  { count: declaredCount, next, results }: z.infer<typeof pagedSchema>,
  label: string,
): ListPage {
  assertCounts(results.length, declaredCount, Boolean(next), label)
  const pagesTotal = next ? Math.ceil(declaredCount / results.length) : 1
  return { shape: 'paged', declaredCount, pagesTotal, records: results }
}

/** A count that a single page proves wrong cannot prove the rest complete. */
function assertCounts(given: number, declared: number, hasNext: boolean, label: string): void {
  const declares = `${label} declares ${formatQuantity(declared, 'record')}`
  if (given === 0 && declared > 0) throw refusal(`${declares} but returned a page without any.`)
  if (given > declared) throw refusal(`${declares} but returned ${formatCount(given)} on one page.`)
  if (given === declared && hasNext)
    throw refusal(`${declares}, returned them all, and still says there are more.`)
}

/** A paged list without a total: there would be no way to prove it complete. */
export function pagesWithoutTotal(label: string): SourceError {
  return refusal(
    `${label} returns its list in pages without saying how many records there are, so there is no way to tell whether it is complete.`,
  )
}

function refusal(message: string): SourceError {
  return new SourceError(message, { retriable: false })
}

/** Full records are in `properties`; an element of a plain list has only its `uid` and `name`. */
function readExpanded(
  { total_records, total_pages, next, results }: z.infer<typeof expandedSchema>,
  label: string,
): ListPage {
  assertCounts(results.length, total_records, Boolean(next), label)
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
