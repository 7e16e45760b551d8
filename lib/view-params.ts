/**
 * The grammar of a view in an address, the same for pages and API: `limit`, `offset`, `columns=a,b`,
 * `sort=-height,name`, `q=`, and per column `homeworld=Tatooine`, `height__gt=180`, `__gte __lt __lte __ne __contains
 * __in=a,b __isblank=1`. One reading: pages forgive what makes no sense, the API answers with the first problem.
 */
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import { FILTER_OPERATORS, type Filter, type FilterOperator, type Sort } from '@/lib/datasets/view'

export const MAX_FILTERS = 20
/** The longest value of a filter or a search, in characters. */
export const MAX_VALUE_LENGTH = 256
/** The furthest offset; beyond it no dataset has rows. */
const MAX_OFFSET = 1_000_000_000_000

export interface ParsedView {
  /** Null when the address does not say. */
  limit: number | null
  offset: number
  /** In the order given; empty when the address does not say. */
  columns: DatasetColumn[]
  sort: Sort[]
  q: string
  filters: Filter[]
  /** What makes no sense in the address, as sentences. It is left out of the rest. */
  problems: string[]
}

/** Reads the parameters of an address. `known` are the names that the caller reads itself, `format` for instance. */
export function parseView(
  params: Iterable<readonly [string, string]>,
  known: readonly string[] = [],
): ParsedView {
  const view: ParsedView = { limit: null, offset: 0, columns: [], sort: [], q: '', filters: [], problems: [] }
  const seen = new Set<string>()
  for (const [name, value] of params) {
    if (known.includes(name)) continue
    const isRepeated = seen.has(name)
    seen.add(name)
    const problem = readParameter(view, name, value, isRepeated)
    if (problem !== null) view.problems.push(problem)
  }
  return view
}

/** Reads a value into the view; returns what is wrong with it, or null. */
type Reader = (view: ParsedView, value: string) => string | null

/** The parameters that are no filters. */
const READERS: Record<string, Reader> = {
  limit: (view, value) => readNumber('limit', value, 1, (limit) => (view.limit = limit)),
  offset: (view, value) => readNumber('offset', value, 0, (offset) => (view.offset = offset)),
  columns: (view, value) => readList(value, (column) => readColumn(view, column)),
  sort: (view, value) => readList(value, (key) => readSort(view, key)),
  q: (view, value) => {
    if (value.length > MAX_VALUE_LENGTH) return tooLong('q')
    view.q = value
    return null
  },
}

/** Their names. Besides them there is `<column>` and `<column>__<operator>` for every column and operator. */
export const VIEW_PARAMETERS: readonly string[] = Object.keys(READERS)

function readParameter(view: ParsedView, name: string, value: string, isRepeated: boolean): string | null {
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (read === undefined) return readFilter(view, name, value)
  if (isRepeated && name !== 'columns') return onlyOnce(name)
  return read(view, value)
}

function readNumber(name: string, value: string, min: number, set: (number: number) => void): string | null {
  const number = /^\d{1,13}$/.test(value) ? Number(value) : NaN
  if (!(number >= min && number <= MAX_OFFSET)) return `${name} must be a whole number, ${min} or more.`
  set(number)
  return null
}

function readColumn(view: ParsedView, column: string): string | null {
  if (!isDatasetColumn(column)) return unknownColumn(column)
  if (!view.columns.includes(column)) view.columns.push(column)
  return null
}

function readSort(view: ParsedView, key: string): string | null {
  const descending = key.startsWith('-')
  const column = descending ? key.slice(1) : key
  if (!isDatasetColumn(column)) return unknownColumn(column)
  if (view.sort.some((sort) => sort.column === column)) return `sort names ${column} more than once.`
  view.sort.push({ column, descending })
  return null
}

function readFilter(view: ParsedView, name: string, value: string): string | null {
  const [column = '', operator = 'eq', ...rest] = name.split('__')
  if (!isDatasetColumn(column)) return `${quote(name)} is not a parameter. ${COLUMNS_ARE}`
  if (rest.length > 0 || !isFilterOperator(operator)) {
    return `${quote(name)} is not a comparison. After ${column} may come __${FILTER_OPERATORS.slice(1).join(', __')}.`
  }
  if (value.length > MAX_VALUE_LENGTH) return tooLong(name)
  if (operator === 'isblank' && value !== '1' && value !== '0') return `${name} must be 1 or 0.`
  if (view.filters.length >= MAX_FILTERS) return `There are more than ${MAX_FILTERS} filters.`
  view.filters.push({ column, operator, value })
  return null
}

/** Reads a comma-separated list; returns the first problem. */
function readList(value: string, read: (item: string) => string | null): string | null {
  const problems = value
    .split(',')
    .filter((item) => item !== '')
    .map(read)
  return problems.find((problem) => problem !== null) ?? null
}

const COLUMNS_ARE = `The columns are ${DATASET_COLUMNS.join(', ')}.`

function unknownColumn(name: string): string {
  return `${quote(name)} is not a column. ${COLUMNS_ARE}`
}

function onlyOnce(name: string): string {
  return `${name} may be given only once.`
}

function tooLong(name: string): string {
  return `The value of ${name} is longer than ${MAX_VALUE_LENGTH} characters.`
}

/** A visitor's text, short enough for a sentence. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}

export function isDatasetColumn(name: string): name is DatasetColumn {
  return DATASET_COLUMNS.some((column) => column === name)
}

function isFilterOperator(name: string): name is FilterOperator {
  return FILTER_OPERATORS.some((operator) => operator === name)
}
