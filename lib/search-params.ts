/**
 * The one place that reads the pages' addresses and builds links, so that both use the same names (view-params.ts);
 * search-params/rows.ts and search-params/counts.ts have those of their pages. Pages forgive: a value that makes no
 * sense falls back to the default (and search-params/problems.ts says so). Defaults are left out of links.
 */
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import { LARGEST_FIRST, type CountSort, type Filter, type Selection, type Sort } from '@/lib/datasets/view'
import { unfoldKept } from '@/lib/search-params/kept'
import { MAX_FILTERS, MAX_VALUE_LENGTH, parseView } from '@/lib/view-params'

/** What Next.js hands to a page. */
export type SearchParams = Record<string, string | string[] | undefined>

/** Rows on a page at first, and how many more each "Load more" adds. */
export const ROWS_STEP = 10
/** The most rows one page shows; beyond it the page moves on by `offset`. */
export const ROWS_MAX = 1_000
/** Datasets on the dashboard at first, and how many more each "Load more" adds. */
export const DATASETS_STEP = 20
export const DATASETS_MAX = 1_000

/** Requests on a page at first, and how many more each "Load more" adds. */
export const REQUESTS_STEP = 100
export const REQUESTS_MAX = 1_000

export interface Slice {
  limit: number
  offset: number
}

export interface RowsParams extends Slice, Selection {
  sort: Sort[]
  /** The columns that are shown, in this order; empty for all of them in their own. */
  columns: DatasetColumn[]
}

export function parseRowsParams(params: SearchParams): RowsParams {
  const { sort, filters, q, ...view } = parseView(listParams(params))
  const columns = view.columns.join() === DATASET_COLUMNS.join() ? [] : view.columns
  return { ...clampSlice(view, ROWS_STEP, ROWS_MAX), sort, filters, q, columns }
}

export interface DatasetsParams extends Slice {
  /** What file name, source or status must contain; empty for all. */
  q: string
}

export function parseDatasetsParams(params: SearchParams): DatasetsParams {
  const view = parseView(listParams(params))
  return { ...clampSlice(view, DATASETS_STEP, DATASETS_MAX), q: view.q.trim() }
}

export function parseRequestsParams(params: SearchParams): Slice {
  return clampSlice(parseView(listParams(params)), REQUESTS_STEP, REQUESTS_MAX)
}

export function dashboardHref({ q = '', ...slice }: Partial<DatasetsParams> = {}): string {
  return href('/', [...(q === '' ? [] : [`q=${encodeURIComponent(q)}`]), ...sliceQuery(slice, DATASETS_STEP)])
}

export function datasetHref(id: string, params: Partial<RowsParams> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}`, rowsQuery(params))
}

export function rowsQuery({ columns = [], ...params }: Partial<RowsParams>): string[] {
  const shown = columns.length > 0 ? [`columns=${columns.join(',')}`] : []
  return [...shown, ...selectionQuery(params), ...sortQuery(params.sort), ...sliceQuery(params, ROWS_STEP)]
}

/**
 * The rows of a selection that have these values; null when the address could not say so, and would show other rows:
 * a value may be too long for it, and the conditions too many.
 */
export function matchHref(
  id: string,
  { filters, q }: Selection,
  columns: readonly DatasetColumn[],
  values: readonly string[],
): string | null {
  if (values.some((value) => value.length > MAX_VALUE_LENGTH)) return null
  const matches = columns.map((column, index): Filter => {
    const value = values[index] ?? ''
    return value === '' ? { column, operator: 'isblank', value: '1' } : { column, operator: 'eq', value }
  })
  const isNew = (match: Filter): boolean =>
    !filters.some((one) => filterParam(one).join() === filterParam(match).join())
  const all = [...filters, ...matches.filter(isNew)]
  return all.length > MAX_FILTERS ? null : datasetHref(id, { filters: all, q })
}

/** Where to sign in, and to come back from to this page. */
export function loginHref(next = '/'): string {
  return href('/login', next === '/' ? [] : [`next=${encodeURIComponent(next)}`])
}

/** Where to go after signing in: a page of this site, whatever the address says. */
export function parseNext(next: unknown): string {
  const here = 'http://localhost'
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return '/'
  // Read as a browser reads it, for which `/\evil.example` and `//evil.example` are other sites.
  const { origin, pathname, search } = new URL(next, here)
  // `/.//evil.example` is a page of this site, whose path alone would be another site.
  return origin === here && !pathname.startsWith('//') ? pathname + search : '/'
}

export function requestsHref(id: string, slice: Partial<Slice> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}/requests`, sliceQuery(slice, REQUESTS_STEP))
}

/** The dashboard's list, from the API. */
export function datasetsApiHref(params: Partial<DatasetsParams> = {}): string {
  return dashboardHref(params).replace(/^\//, '/api/datasets')
}

/** The progress of downloads: as events while they run, or as JSON as it is now. */
export function progressHref(ids: string[], format: 'events' | 'json' = 'events'): string {
  const query = [`ids=${ids.map(encodeURIComponent).join(',')}`, `format=${format}`]
  return href('/api/progress', format === 'events' ? query.slice(0, 1) : query)
}

export function fileHref(id: string, format: 'csv' | 'parquet' = 'csv'): string {
  return href(`/api/datasets/${encodeURIComponent(id)}/file`, format === 'csv' ? [] : [`format=${format}`])
}

/** The view's filters as parameters: what the form of another view has to carry along. */
export function filterParam({ column, operator, value }: Filter): [name: string, value: string] {
  return [operator === 'eq' ? column : `${column}__${operator}`, value]
}

/** An order as a parameter; none for the dataset's own, and for the largest counts first. */
export function sortParam(sort: CountSort[]): [name: string, value: string][] {
  const keys = writeSort(sort)
  return keys === '' || keys === writeSort(LARGEST_FIRST) ? [] : [['sort', keys]]
}

function writeSort(sort: CountSort[]): string {
  return sort.map(({ column, descending }) => (descending ? `-${column}` : column)).join(',')
}

/** Where "Load more" leads, or null when there is nothing more. Past `max` rows it moves on to the next page. */
export function nextSlice(slice: Slice, step: number, max: number, hasMore: boolean): Slice | null {
  if (!hasMore) return null
  const limit = slice.limit + step
  return limit <= max ? { limit, offset: slice.offset } : { limit: step, offset: slice.offset + slice.limit }
}

/** Beside `__proto__=…` Next.js hands over what it inherits there, for instance Array's `sort`: only text is taken. */
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
