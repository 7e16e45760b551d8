/**
 * The one place that parses page URLs and builds links, so that both use the same names (grammar.ts);
 * search-params/rows.ts and search-params/counts.ts have those of their pages. Pages are lenient: an invalid value falls
 * back to the default (and search-params/problems.ts reports it). Defaults are left out of links.
 */
import {
  type CountSort,
  filterParam,
  LARGEST_FIRST,
  type Selection,
  type Slice,
  type Sort,
} from '@/lib/datasets/model/view'
import { unfoldKept } from '@/lib/search-params/kept'

/** What Next.js passes to a page. */
export type SearchParams = Record<string, string | string[] | undefined>

/** An order as a parameter; none for the dataset's own, and for the largest counts first. */
export function sortParam(sort: CountSort[]): [name: string, value: string][] {
  const keys = writeSort(sort)
  return keys === '' || keys === writeSort(LARGEST_FIRST) ? [] : [['sort', keys]]
}

/** `[{ column: 'height', descending: true }]` → `-height` */
export function writeSort(sort: Sort<string>[]): string {
  return sort.map(({ column, descending }) => (descending ? `-${column}` : column)).join(',')
}

/** Where "Load more" leads, or null when there is nothing more. Past `max` rows, it moves on by `offset`. */
export function nextSlice(slice: Slice, step: number, max: number, hasMore: boolean): Slice | null {
  if (!hasMore) return null
  const limit = slice.limit + step
  return limit <= max ? { limit, offset: slice.offset } : { limit: step, offset: slice.offset + slice.limit }
}

/** For `__proto__=…`, Next.js also passes inherited properties, such as Array's `sort`: only text is accepted. */
export function listParams(params: SearchParams): [string, string][] {
  return Object.entries(params).flatMap(([name, value]) =>
    [value ?? []]
      .flat()
      .filter((one) => typeof one === 'string')
      .flatMap((one) => unfoldKept([name, one])),
  )
}

export function clampSlice(view: { limit: number | null; offset: number }, step: number, max: number): Slice {
  return { limit: Math.min(view.limit ?? step, max), offset: view.offset }
}

export function selectionQuery({ filters = [], q = '' }: Partial<Selection>): string[] {
  const pairs: [string, string][] = [
    ...filters.map(filterParam),
    ...(q === '' ? [] : [['q', q] as [string, string]]),
  ]
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
}

export function sortQuery(sort: CountSort[] = []): string[] {
  return sortParam(sort).map(([name, value]) => `${name}=${value}`)
}

export function sliceQuery(slice: Partial<Slice>, step: number): string[] {
  const query: string[] = []
  if (slice.limit !== undefined && slice.limit !== step) query.push(`limit=${slice.limit}`)
  if (slice.offset) query.push(`offset=${slice.offset}`)
  return query
}

export function href(path: string, query: string[]): string {
  return query.length > 0 ? `${path}?${query.join('&')}` : path
}
