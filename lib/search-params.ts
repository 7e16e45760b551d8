/**
 * The one place that reads URL parameters and builds links, so that both use the same names.
 * Pages forgive: a value that makes no sense falls back to the default. Defaults are left out of links.
 */
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'

/** What Next.js hands to a page. */
export type SearchParams = Record<string, string | string[] | undefined>

/** Rows on a page at first, and how many more each "Load more" adds. */
export const ROWS_STEP = 10
/** The most rows one page shows; beyond it the page moves on by `offset`. */
export const ROWS_MAX = 1_000
/** Combinations on a counts page at first, and how many more each "Load more" adds. */
export const COUNTS_STEP = 100
export const COUNTS_MAX = 1_000
/** Datasets on the dashboard at first, and how many more each "Load more" adds. */
export const DATASETS_STEP = 20
export const DATASETS_MAX = 1_000

export interface Slice {
  limit: number
  offset: number
}

export interface CountsParams extends Slice {
  columns: DatasetColumn[]
}

export function parseRowsParams(params: SearchParams): Slice {
  return parseSlice(params, ROWS_STEP, ROWS_MAX)
}

/** Columns come as `columns=a,b` (links) or `columns=a&columns=b` (the form), and stay in the order given. */
export function parseCountsParams(params: SearchParams): CountsParams {
  return { ...parseSlice(params, COUNTS_STEP, COUNTS_MAX), columns: parseColumns(params.columns) }
}

export function parseDatasetsParams(params: SearchParams): Slice {
  return parseSlice(params, DATASETS_STEP, DATASETS_MAX)
}

export function dashboardHref(slice: Partial<Slice> = {}): string {
  return href('/', sliceQuery(slice, DATASETS_STEP))
}

export function datasetHref(id: string, slice: Partial<Slice> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}`, sliceQuery(slice, ROWS_STEP))
}

export function countsHref(id: string, params: Partial<CountsParams> = {}): string {
  const query = sliceQuery(params, COUNTS_STEP)
  if (params.columns?.length) query.unshift(`columns=${params.columns.join(',')}`)
  return href(`/datasets/${encodeURIComponent(id)}/counts`, query)
}

export function fileHref(id: string, format: 'csv' | 'parquet' = 'csv'): string {
  return href(`/api/datasets/${encodeURIComponent(id)}/file`, format === 'csv' ? [] : [`format=${format}`])
}

/** Where "Load more" leads, or null when there is nothing more. Past `max` rows it moves on to the next page. */
export function nextSlice(slice: Slice, step: number, max: number, hasMore: boolean): Slice | null {
  if (!hasMore) return null
  const limit = slice.limit + step
  return limit <= max ? { ...slice, limit } : { limit: step, offset: slice.offset + slice.limit }
}

function parseSlice(params: SearchParams, step: number, max: number): Slice {
  return {
    limit: Math.min(Math.max(parseCount(params.limit) ?? step, 1), max),
    offset: parseCount(params.offset) ?? 0,
  }
}

function parseCount(value: string | string[] | undefined): number | null {
  const text = Array.isArray(value) ? value[0] : value
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function parseColumns(value: string | string[] | undefined): DatasetColumn[] {
  const names = new Set([value ?? []].flat().flatMap((part) => part.split(',')))
  return [...names].filter(isDatasetColumn)
}

function isDatasetColumn(name: string): name is DatasetColumn {
  return DATASET_COLUMNS.some((column) => column === name)
}

function sliceQuery(slice: Partial<Slice>, step: number): string[] {
  const query: string[] = []
  if (slice.limit !== undefined && slice.limit !== step) query.push(`limit=${slice.limit}`)
  if (slice.offset) query.push(`offset=${slice.offset}`)
  return query
}

function href(path: string, query: string[]): string {
  return query.length > 0 ? `${path}?${query.join('&')}` : path
}
