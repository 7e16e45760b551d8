/**
 * The grammar of a view in a URL, the same for pages and API: `limit`, `offset`, `columns=a,b`,
 * `sort=-height,name`, `q=`, and per column `homeworld=Tatooine`, `height__gt=180`, `__gte __lt __lte __ne __contains
 * __in=a,"b, c" __isblank=1`. Counts are sorted by their columns or by `count`. Both use the same parser: pages leave out
 * what is invalid and say so, the API responds with the first problem.
 */
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import {
  addFilter,
  type CountKey,
  DATASET_KEYS,
  type DatasetKey,
  type Filter,
  FILTER_OPERATORS,
  type FilterOperator,
  type Sort,
} from '@/lib/datasets/model/view'
import { findConditionProblem, tooLong } from '@/lib/search-params/conditions/condition'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import { quote } from '@/lib/search-params/quote'

export { MAX_FILTERS, MAX_LIST_LENGTH, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'

/** The furthest offset; beyond it no dataset has rows. */
const MAX_OFFSET = 1_000_000_000_000

export interface ParsedView<Key extends string = DatasetColumn> {
  /** Null when the URL has none. */
  limit: number | null
  offset: number
  /** In the order given; empty when the URL has none. */
  columns: DatasetColumn[]
  sort: Sort<Key>[]
  q: string
  filters: Filter[]
  /** What is invalid in the URL, as sentences. It is left out of the other fields. */
  problems: string[]
}

type Params = Iterable<readonly [string, string]>

/** Reads the parameters of a URL. `known` are the names that the caller reads itself, for example `format`. */
export function parseView(params: Params, known: readonly string[] = []): ParsedView {
  return readView(params, known, { has: isDatasetColumn, unknown: unknownColumn })
}

/** The same for a view that counts `columns`: it can be sorted by these and by `count`. */
export function parseCountsView(params: Params, known: readonly string[] = []): ParsedView<CountKey> {
  const pairs = [...params]
  const { columns } = parseView(pairs.filter(([name]) => name === 'columns'))
  const has = (name: string): name is CountKey =>
    name === 'count' || columns.some((column) => column === name)
  return readView(pairs, known, { has, unknown: notCounted })
}

/** The same for the list of datasets, which is sorted by facts about them. */
export function parseDatasetsView(params: Params, known: readonly string[] = []): ParsedView<DatasetKey> {
  const has = (name: string): name is DatasetKey => DATASET_KEYS.some((key) => key === name)
  return readView(params, known, { has, unknown: notAFact })
}

/** What a view can be sorted by, and the message for anything else. */
interface SortKeys<Key extends string> {
  has: (name: string) => name is Key
  unknown: (name: string) => string
}

function readView<Key extends string>(
  params: Params,
  known: readonly string[],
  keys: SortKeys<Key>,
): ParsedView<Key> {
  const view: ParsedView<Key> = {
    limit: null,
    offset: 0,
    columns: [],
    sort: [],
    q: '',
    filters: [],
    problems: [],
  }
  const seen = new Set<string>()
  for (const [name, value] of params) {
    if (known.includes(name)) continue
    const isRepeated = seen.has(name)
    seen.add(name)
    const problem = readParameter(view, keys, name, value, isRepeated)
    if (problem !== null) view.problems.push(problem)
  }
  return view
}

/** Reads a value into the view; returns what is wrong with it, or null. */
type Reader = <Key extends string>(view: ParsedView<Key>, value: string, keys: SortKeys<Key>) => string | null

/** The parameters that are not filters. */
const READERS: Record<string, Reader> = {
  limit: (view, value) => readNumber('limit', value, 1, (limit) => (view.limit = limit)),
  offset: (view, value) => readNumber('offset', value, 0, (offset) => (view.offset = offset)),
  columns: (view, value) => readList(value, (column) => readColumn(view.columns, column)),
  sort: (view, value, keys) => readList(value, (key) => readSort(view.sort, key, keys)),
  q: (view, value) => {
    if (value.length > MAX_VALUE_LENGTH) return tooLong('q')
    view.q = value
    return null
  },
}

/** Their names. In addition, there are `<column>` and `<column>__<operator>` for every column and operator. */
export const VIEW_PARAMETERS: readonly string[] = Object.keys(READERS)

function readParameter<Key extends string>(
  view: ParsedView<Key>,
  keys: SortKeys<Key>,
  name: string,
  value: string,
  isRepeated: boolean,
): string | null {
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (read === undefined) return readFilter(view, name, value)
  if (isRepeated && name !== 'columns') return onlyOnce(name)
  return read(view, value, keys)
}

function readNumber(name: string, value: string, min: number, set: (number: number) => void): string | null {
  const number = /^\d{1,13}$/.test(value) ? Number(value) : NaN
  if (!(number >= min && number <= MAX_OFFSET)) return `${name} must be a whole number, ${min} or more.`
  set(number)
  return null
}

function readColumn(columns: DatasetColumn[], column: string): string | null {
  if (!isDatasetColumn(column)) return unknownColumn(column)
  if (!columns.includes(column)) columns.push(column)
  return null
}

function readSort<Key extends string>(sort: Sort<Key>[], key: string, keys: SortKeys<Key>): string | null {
  const descending = key.startsWith('-')
  const column = descending ? key.slice(1) : key
  if (!keys.has(column)) return keys.unknown(column)
  if (sort.some((before) => before.column === column)) return `sort names ${column} more than once.`
  sort.push({ column, descending })
  return null
}

/** Reads a condition; one that is already present is ignored. */
function readFilter(view: { filters: Filter[] }, name: string, value: string): string | null {
  const [column = '', operator = 'eq', ...rest] = name.split('__')
  if (!isDatasetColumn(column)) return `${quote(name)} is not a parameter. ${COLUMNS_ARE}`
  if (rest.length > 0 || !isFilterOperator(operator)) {
    return `${quote(name)} is not a comparison. ${column} can be followed by __${FILTER_OPERATORS.slice(1).join(', __')}.`
  }
  const filter: Filter = { column, operator, value }
  const problem = findConditionProblem(name, filter)
  if (problem !== null) return problem
  const filters = addFilter(view.filters, filter)
  if (filters.length > MAX_FILTERS) return `There are more than ${MAX_FILTERS} filters.`
  view.filters = filters
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

function notCounted(name: string): string {
  return `Counts are sorted by count or by the columns that are counted; ${quote(name)} is neither.`
}

function notAFact(name: string): string {
  return `Datasets are sorted by ${DATASET_KEYS.join(', ')}; ${quote(name)} is none of these.`
}

function onlyOnce(name: string): string {
  return `${name} may be given only once.`
}

export function isDatasetColumn(name: string): name is DatasetColumn {
  return DATASET_COLUMNS.some((column) => column === name)
}

function isFilterOperator(name: string): name is FilterOperator {
  return FILTER_OPERATORS.some((operator) => operator === name)
}
