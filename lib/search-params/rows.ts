/** The addresses around a view of rows: a row of its own, files of the view, and what its forms carry along. */
import type { Filter } from '@/lib/datasets/view'
import {
  filterParam,
  href,
  listParams,
  rowsQuery,
  sortParam,
  type RowsParams,
  type SearchParams,
  type Slice,
} from '@/lib/search-params'
import { parseView } from '@/lib/view-params'

/** Rows without the slice of them: what a link to the same rows, or a form that changes them, carries along. */
export type RowsView = Omit<RowsParams, keyof Slice>

/** Where the rows begin on their page, below the head of the table. */
export const ROWS_ANCHOR = 'table-rows'

/** Where a row can be linked to: `row-11` is the eleventh row of the view. */
export function rowAnchor(number: number): string {
  return `row-${number}`
}

/** A row's number in an address, or null when the dataset has no such row. */
export function parseRowNumber(text: string, rowCount: number): number | null {
  const number = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= rowCount ? number : null
}

/** The names of the form that adds a condition, whose parts are one parameter only when they come together. */
export const CONDITION_FIELDS = { column: 'where', operator: 'is', value: 'value' } as const

/**
 * The condition that the form of a page without JavaScript sends in parts: `?where=height&is=gt&value=180` becomes
 * `height__gt=180`. Null when there is none, or none that makes sense.
 */
export function parseNewCondition(params: SearchParams): Filter | null {
  const sent = new Map(listParams(params).toReversed())
  const [column, operator, value] = Object.values(CONDITION_FIELDS).map((name) => sent.get(name) ?? '')
  if (!column || !operator) return null
  const [, blank] = /^isblank([01])$/.exec(operator) ?? []
  const name = operator === 'eq' ? column : `${column}__${blank === undefined ? operator : 'isblank'}`
  return parseView([[name, blank ?? value ?? '']]).filters[0] ?? null
}

/** A row by its number in the dataset, from 1, which never changes. It keeps the view that one comes from. */
export function rowHref(id: string, number: number, from: Partial<RowsParams> = {}): string {
  return href(`/datasets/${encodeURIComponent(id)}/rows/${number}`, rowsQuery(from))
}

/** The view as a file: all its rows, or as `json` those of its slice. */
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
  return href(`/api/datasets/${encodeURIComponent(id)}/rows`, [...rowsQuery(view), ...query[format]])
}

/** A view of rows as parameters, but for the part that a form sets itself: what it has to carry along. */
export function keptParams(view: RowsView, but?: 'q' | 'columns'): [name: string, value: string][] {
  const { filters, q, sort, columns } = view
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (but !== 'q' && q !== '') kept.push(['q', q])
  if (but !== 'columns' && columns.length > 0) kept.push(['columns', columns.join()])
  return kept
}
