/** The URLs around a view of rows: a single row, files of the view, and what its forms carry along. */
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { type Filter, filterParam, type Selection, type Slice, type Sort } from '@/lib/datasets/model/view'
import { parseView } from '@/lib/search-params/grammar'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import { CONDITION_FIELDS, nameCondition } from '@/lib/search-params/conditions/new-condition'

export { CONDITION_FIELDS } from '@/lib/search-params/conditions/new-condition'

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

/** A view of rows without the slice: what a link to the same rows, or a form that changes them, carries along. */
export type RowsView = Omit<RowsParams, keyof Slice>

/** The anchor where the rows start on their page, below the table header. */
export const ROWS_ANCHOR = 'table-rows'

/** The anchor of a row: `row-11` is the eleventh row of the view. */
export function rowAnchor(number: number): string {
  return `row-${number}`
}

/** A row's number in a URL, or null when the dataset has no such row. */
export function parseRowNumber(text: string, rowCount: number): number | null {
  const number = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= rowCount ? number : null
}

/** What a form sends to add a condition. */
export interface NewCondition {
  /** Null when it is invalid. */
  filter: Filter | null
  /** Why it is invalid, as sentences. */
  problems: string[]
}

/**
 * The condition that a form sends in parts: `?where=height&is=gt&value=180` becomes `height__gt=180`. Blanks around what was
 * typed are dropped. Null when no condition was sent.
 */
export function parseNewCondition(params: SearchParams): NewCondition | null {
  const sent = new Map(listParams(params).toReversed())
  const get = (field: keyof typeof CONDITION_FIELDS): string => sent.get(CONDITION_FIELDS[field]) ?? ''
  const [column, operator] = [get('column'), get('operator')]
  if (column === '' || operator === '') return null
  const { filters, problems } = parseView([nameCondition(column, operator, get('value'))])
  return { filter: filters[0] ?? null, problems }
}

/** A row by its number in the dataset, from 1, which never changes. The link keeps the view it comes from. */
export function rowHref(id: string, number: number, from: Partial<RowsParams> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}/rows/${number}`, rowsQuery(from))
}

/** The view as a file: all its rows, or as `json` only its slice. */
export function rowsFileHref(
  id: string,
  params: RowsParams,
  format: 'csv' | 'spreadsheet' | 'ndjson' | 'json',
): string {
  const { limit, offset, ...view } = params
  const query = {
    csv: ['format=csv'],
    spreadsheet: ['format=csv', 'for=spreadsheet'],
    ndjson: ['format=ndjson'],
    json: [`limit=${limit}`, `offset=${offset}`],
  }
  return href(`/api/datasets/${encodeURIComponent(id)}/rows`, [
    ...rowsQuery({ ...view, head: undefined }),
    ...query[format],
  ])
}

/** What a form has to carry along: a view of rows as parameters, except the part that the form sets itself. */
export function keptParams(view: RowsView, but?: 'q' | 'columns'): [name: string, value: string][] {
  const { filters, q, sort, columns, head } = view
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (but !== 'q' && q !== '') kept.push(['q', q])
  if (but !== 'columns' && columns.length > 0) kept.push(['columns', columns.join()])
  if (head !== undefined) kept.push([HEAD, head])
  return kept
}

/** Rows on a page initially, and how many more each "Load more" adds. */
export const ROWS_STEP = 10

/** The most rows that one page shows; beyond that, it moves on by `offset`. */
export const ROWS_MAX = 1_000

/** Not part of the grammar: it shapes the page, not the answer. */
export const HEAD = 'head'

export interface RowsParams extends Slice, Selection {
  sort: Sort[]
  /** The columns to show, in this order; empty for all in their default order. */
  columns: DatasetColumn[]
  /** Folded, the head of the table has no distributions. */
  head?: 'folded' | undefined
}

export function parseRowsParams(params: SearchParams): RowsParams {
  const { sort, filters, q, ...view } = parseView(listParams(params))
  const columns = view.columns.join() === DATASET_COLUMNS.join() ? [] : view.columns
  const head = params[HEAD] === 'folded' ? params[HEAD] : undefined
  return { ...clampSlice(view, ROWS_STEP, ROWS_MAX), sort, filters, q, columns, head }
}

export function datasetHref(id: string, params: Partial<RowsParams> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}`, rowsQuery(params))
}

/** The same in a link on the dataset's own page of rows, which has sixty of them: the query alone, where there is one. */
export function viewHref(id: string, params: Partial<RowsParams>): string {
  const address = datasetHref(id, params)
  return address.includes('?') ? address.slice(address.indexOf('?')) : address
}

export function rowsQuery({ columns = [], head, ...params }: Partial<RowsParams>): string[] {
  const shown = columns.length > 0 ? [`columns=${columns.join(',')}`] : []
  return [
    ...shown,
    ...selectionQuery(params),
    ...sortQuery(params.sort),
    ...(head === undefined ? [] : [`${HEAD}=${head}`]),
    ...sliceQuery(params, ROWS_STEP),
  ]
}

/**
 * The URL of the rows of a selection that have these values; null when no URL can express that, because a value is too
 * long or there are too many conditions.
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
