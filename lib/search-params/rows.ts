/** The addresses around a view of rows: a row of its own, files of the view, and what its forms carry along. */
import type { DatasetColumn } from '@/lib/datasets/types'
import type { Filter } from '@/lib/datasets/view'
import { writeList } from '@/lib/datasets/view/list'
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
export const CONDITION_FIELDS = { column: 'where', operator: 'is', value: 'value', choice: 'choice' } as const

/** What a form without JavaScript sends to add a condition. */
export interface NewCondition {
  /** Null when it makes no sense. */
  filter: Filter | null
  /** Why it makes none, as sentences. */
  problems: string[]
}

/**
 * The condition that the form of a page without JavaScript sends in parts: `?where=height&is=gt&value=180` becomes
 * `height__gt=180`. Ticked values count where rows must have one of them. Null when no condition is sent.
 */
export function parseNewCondition(params: SearchParams): NewCondition | null {
  const sent = new Map(listParams(params).toReversed())
  const get = (field: keyof typeof CONDITION_FIELDS): string => sent.get(CONDITION_FIELDS[field]) ?? ''
  const [column, operator] = [get('column'), get('operator')]
  if (column === '' || operator === '') return null
  const [name, value] = nameCondition(column, operator, get('value'), listChoices(params, column))
  const { filters, problems } = parseView([[name, value]])
  return { filter: filters[0] ?? null, problems }
}

function nameCondition(
  column: string,
  operator: string,
  typed: string,
  choices: string[],
): [name: string, value: string] {
  const [, blank] = /^isblank([01])$/.exec(operator) ?? []
  if (blank !== undefined) return [`${column}__isblank`, blank]
  const isChosen = choices.length > 0
  if (operator === 'eq' && !isChosen) return [column, typed]
  if (operator === 'eq' && choices.length === 1 && typed === '') return [column, choices[0] ?? '']
  if (operator === 'eq') return [`${column}__in`, writeList(typed === '' ? choices : [typed, ...choices])]
  if (operator !== 'in' || !isChosen) return [`${column}__${operator}`, typed]
  return [`${column}__in`, [...(typed.trim() === '' ? [] : [typed]), writeList(choices)].join(',')]
}

/** A value to tick, as it travels: encoded, because forms change line breaks. */
export function writeChoice(column: DatasetColumn, value: string): string {
  return new URLSearchParams([[column, value]]).toString()
}

/** The ticked values of a column. Others may be ticked that are out of sight. */
function listChoices(params: SearchParams, column: string): string[] {
  return listParams(params)
    .filter(([name]) => name === CONDITION_FIELDS.choice)
    .flatMap(([, choice]) => [...new URLSearchParams(choice)])
    .filter(([of]) => of === column)
    .map(([, value]) => value)
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
