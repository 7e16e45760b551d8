/** The URLs of the dashboard, of a dataset's files and requests, and of the progress of downloads. */
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { type DatasetKey, type Filter, NEWEST_FIRST, type Slice, type Sort } from '@/lib/datasets/model/view'
import { parseDatasetsView, parseView } from '@/lib/search-params/grammar'
import {
  clampSlice,
  href,
  listParams,
  type SearchParams,
  selectionQuery,
  sliceQuery,
  writeSort,
} from '@/lib/search-params/query'

/** Datasets on the dashboard initially, and how many more each "Load more" adds. */
export const DATASETS_STEP = 20

export const DATASETS_MAX = 1_000

/** Requests on a page initially, and how many more each "Load more" adds. */
export const REQUESTS_STEP = 100

export const REQUESTS_MAX = 1_000

/** The anchor of the dashboard's button that starts a download. */
export const DOWNLOAD_ANCHOR = 'download'

export interface DatasetsParams extends Slice {
  /** What name, file, source, status or date must contain; empty for all. */
  q: string
  /** Empty for the newest first. */
  sort: Sort<DatasetKey>[]
  /** The id of a dataset whose twins are listed each for itself; null when all are folded. */
  unfold: string | null
}

const UNFOLD = 'unfold'
/** Anything else would only be carried along in links. */
const MAYBE_ID = /^[\da-z-]{1,40}$/

export function parseDatasetsParams(params: SearchParams): DatasetsParams {
  const pairs = listParams(params)
  const { q, sort, ...view } = parseDatasetsView(pairs)
  const unfold = pairs.find(([name]) => name === UNFOLD)?.[1] ?? ''
  return {
    ...clampSlice(view, DATASETS_STEP, DATASETS_MAX),
    q: q.trim(),
    sort: writeSort(sort) === writeSort(NEWEST_FIRST) ? [] : sort,
    unfold: MAYBE_ID.test(unfold) ? unfold : null,
  }
}

export function parseRequestsParams(params: SearchParams): Slice {
  return clampSlice(parseView(listParams(params)), REQUESTS_STEP, REQUESTS_MAX)
}

export function dashboardHref({ limit, offset, ...view }: Partial<DatasetsParams> = {}): string {
  const slice = { ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) }
  const query = keptDatasetsParams(view).map(
    ([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`,
  )
  return href('/', [...query, ...sliceQuery(slice, DATASETS_STEP)])
}

/** The parameters of the dashboard's list without its slice, as a form sends them along. */
export function keptDatasetsParams(view: Partial<DatasetsParams>): [name: string, value: string][] {
  const { q = '', sort = [], unfold = null } = view
  const order = writeSort(sort)
  return [
    ...(q === '' ? [] : [['q', q] as [string, string]]),
    ...(order === '' || order === writeSort(NEWEST_FIRST) ? [] : [['sort', order] as [string, string]]),
    ...(unfold === null ? [] : [[UNFOLD, unfold] as [string, string]]),
  ]
}

export function requestsHref(id: string, slice: Partial<Slice> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}/requests`, sliceQuery(slice, REQUESTS_STEP))
}

/** A dataset's metadata, from the API. */
export function datasetApiHref(id: string): string {
  return `/api/datasets/${encodeURIComponent(id)}`
}

/** How a dataset was made. */
export function receiptHref(id: string): string {
  return `/datasets/${encodeURIComponent(id)}/receipt`
}

/** The dashboard's list, from the API. */
export function datasetsApiHref(params: Partial<DatasetsParams> = {}): string {
  return dashboardHref(params).replace(/^\//, '/api/datasets')
}

/** The progress of downloads: as events while they run, or the current state as JSON. */
export function progressHref(ids: string[], format: 'events' | 'json' = 'events'): string {
  const query = [`ids=${ids.map(encodeURIComponent).join(',')}`, `format=${format}`]
  return href('/api/progress', format === 'events' ? query.slice(0, 1) : query)
}

export function fileHref(id: string, format: 'csv' | 'parquet' = 'csv'): string {
  return href(`/api/datasets/${encodeURIComponent(id)}/file`, format === 'csv' ? [] : [`format=${format}`])
}

/** The rows of a dataset in which any column contains a text, from the API. */
export function foundRowsHref(id: string, q: string, limit: number): string {
  return href(`/api/datasets/${encodeURIComponent(id)}/rows`, [...selectionQuery({ q }), `limit=${limit}`])
}

/** The values of a column that contain a text, and how many rows have each, from the API. */
export function foundValuesHref(id: string, column: DatasetColumn, text: string, limit: number): string {
  const filters: Filter[] = [{ column, operator: 'contains', value: text }]
  const query = [`columns=${column}`, ...selectionQuery({ filters }), `limit=${limit}`]
  return href(`/api/datasets/${encodeURIComponent(id)}/counts`, query)
}
