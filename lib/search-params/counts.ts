/** The URLs around counts: their page, the same from the API, and a picture. */
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import {
  type CountSort,
  filterParam,
  LARGEST_FIRST,
  type Selection,
  type Slice,
} from '@/lib/datasets/model/view'
import { parseCountsView } from '@/lib/search-params/grammar'
import {
  clampSlice,
  href,
  listParams,
  type SearchParams,
  selectionQuery,
  sliceQuery,
  sortParam,
  sortQuery,
} from '@/lib/search-params/query'

/** Combinations on a counts page initially, and how many more each "Load more" adds. */
export const COUNTS_STEP = 100
export const COUNTS_MAX = 1_000
/** The most bars in a chart of counts. */
export const BARS_MAX = 40

export interface CountsParams extends Slice, Selection {
  /** In the order given. */
  columns: DatasetColumn[]
  /** Never empty on a page: `LARGEST_FIRST` unless the URL says otherwise. */
  sort: CountSort[]
  /** How two columns are shown; by default as a table. Kept while other columns are chosen. */
  view?: 'pivot' | undefined
}

/** Columns come as `columns=a,b` (links) or `columns=a&columns=b` (the form). */
export function parseCountsParams(params: SearchParams): CountsParams {
  const { columns, sort, filters, q, ...view } = parseCountsView(listParams(params))
  const order = sort.length > 0 ? sort : LARGEST_FIRST
  const shape = params.view === 'pivot' ? params.view : undefined
  return { ...clampSlice(view, COUNTS_STEP, COUNTS_MAX), columns, sort: order, filters, q, view: shape }
}

export function countsHref(id: string, params: Partial<CountsParams> = {}): string {
  const shape = params.view === undefined ? [] : [`view=${params.view}`]
  const query = [...countsQuery(params), ...shape, ...sliceQuery(params, COUNTS_STEP)]
  return href(`/datasets/${encodeURIComponent(id)}/counts`, query)
}

/** What a form has to carry along: a view of counts as parameters, except the part that the form sets itself. */
export function keptCounts(view: CountsParams, but?: 'q' | 'columns'): [name: string, value: string][] {
  const { columns, filters, q, sort, view: shape } = view
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (but !== 'columns' && columns.length > 0) kept.unshift(['columns', columns.join()])
  if (but !== 'q' && q !== '') kept.push(['q', q])
  if (shape !== undefined) kept.push(['view', shape])
  return kept
}

/** The same counts from the API: every combination, or as JSON the slice that the page shows. */
export function countsExportHref(
  id: string,
  { limit, offset, ...view }: CountsParams,
  format: 'csv' | 'ndjson' | 'json',
  forSpreadsheet = false,
): string {
  const slice = format === 'json' ? [`limit=${limit}`, ...sliceQuery({ offset }, 0)] : []
  const query = [
    ...countsQuery(view),
    `format=${format}`,
    ...(forSpreadsheet ? ['for=spreadsheet'] : []),
    ...slice,
  ]
  return href(`/api/datasets/${encodeURIComponent(id)}/counts`, query)
}

/** A picture of what the page shows: the pivot, or the first of these counts as bars, `BARS_MAX` at most. */
export function countsPictureHref(
  id: string,
  { limit, offset, ...view }: CountsParams,
  theme: 'light' | 'dark',
): string {
  const shape = isPivot(view)
    ? [...countsQuery({ ...view, sort: [] }), `view=${view.view}`]
    : [...countsQuery(view), ...sliceQuery({ limit: Math.min(limit, BARS_MAX), offset }, BARS_MAX)]
  const query = [...shape, ...(theme === 'light' ? [] : [`theme=${theme}`])]
  return href(`/api/datasets/${encodeURIComponent(id)}/counts.svg`, query)
}

/** True when counts are shown as a pivot: it needs exactly two columns. */
export function isPivot<View extends Pick<CountsParams, 'columns' | 'view'>>(
  view: View,
): view is View & { columns: [DatasetColumn, DatasetColumn]; view: 'pivot' } {
  return view.view === 'pivot' && view.columns.length === 2
}

/** What is counted, in which rows and which order: columns that are not counted are left out of the order. */
function countsQuery(params: Partial<CountsParams>): string[] {
  const { columns = [], sort = [] } = params
  const order = sort.filter(({ column }) => column === 'count' || columns.includes(column))
  return [
    ...(columns.length > 0 ? [`columns=${columns.join(',')}`] : []),
    ...selectionQuery(params),
    ...sortQuery(order),
  ]
}
