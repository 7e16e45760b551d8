/** The URLs of a comparison: its page, the same from the API, and the choice of what to compare with. */
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { type Change, CHANGES, IGNORED_BY_DEFAULT } from '@/lib/datasets/model/comparison'
import type { Selection, Slice, Sort } from '@/lib/datasets/model/view'
import { isDatasetColumn, MAX_VALUE_LENGTH, type ParsedView, parseView } from '@/lib/search-params/grammar'
import {
  clampSlice,
  href,
  listParams,
  type SearchParams,
  selectionQuery,
  sliceQuery,
  sortQuery,
} from '@/lib/search-params/query'
import { quote } from '@/lib/search-params/quote'

/** Changed rows on a page initially, and how many more each "Load more" adds. */
export const CHANGES_STEP = 50
export const CHANGES_MAX = 1_000

/** What the page of a comparison shows of it. */
export interface CompareParams extends Slice, Selection, ChangeParams {
  sort: Sort[]
  /** The columns to show, in this order; empty for all. */
  columns: DatasetColumn[]
}

/** The parameters that only comparisons have. */
export interface ChangeParams {
  /** Kinds of changes; empty for all. */
  change: Change[]
  /** Columns that are not compared. */
  ignore: DatasetColumn[]
  /** Only rows whose value of this column changed. */
  changed: DatasetColumn | null
  /** Of these rows, only those whose value was `old`, and is `new`; null for any. */
  old: string | null
  new: string | null
  /** Columns whose counts are compared; empty for none. */
  count: DatasetColumn[]
}

export const CHANGE_PARAMETERS = ['change', 'ignore', 'changed', 'old', 'new', 'count'] as const

/** Reads the parameters that only comparisons have, and what is wrong with them, as sentences. */
export function parseChangeParams(
  params: readonly (readonly [string, string])[],
): ChangeParams & { problems: string[] } {
  const problems: string[] = []
  const get = (name: string): string | null => {
    const values = params.filter(([key]) => key === name)
    if (values.length > 1 && name !== 'count' && name !== 'change')
      problems.push(`${name} may be given only once.`)
    return values.length === 0 ? null : values.map(([, value]) => value).join(',')
  }
  const listOf = <T extends string>(
    name: string,
    is: (text: string) => text is T,
    noun: string,
  ): T[] | null => {
    const text = get(name)
    if (text === null) return null
    const items = [...new Set(text.split(',').filter((item) => item !== ''))]
    for (const item of items.filter((item) => !is(item)))
      problems.push(`${name}: ${quote(item)} is not ${noun}.`)
    return items.filter(is)
  }
  const change = listOf('change', isChange, `one of ${CHANGES.join(', ')}`) ?? []
  const ignore = listOf('ignore', isDatasetColumn, 'a column') ?? [...IGNORED_BY_DEFAULT]
  const changed = listOf('changed', isDatasetColumn, 'a column')?.[0] ?? null
  const count = listOf('count', isDatasetColumn, 'a column') ?? []
  const valueOf = (name: 'old' | 'new'): string | null => {
    const value = get(name)
    if (value === null) return null
    if (changed === null)
      problems.push(`${name} is the value of a changed column: add changed=homeworld, for instance.`)
    else if (value.length > MAX_VALUE_LENGTH)
      problems.push(`${name} is longer than ${MAX_VALUE_LENGTH} characters.`)
    else return value
    return null
  }
  return { change, ignore, changed, old: valueOf('old'), new: valueOf('new'), count, problems }
}

function isChange(text: string): text is Change {
  return CHANGES.some((change) => change === text)
}

/** Reads the view of a page. What cannot be understood is left out and listed in `problems`. */
export function parseCompareParams(params: SearchParams): CompareParams & { problems: string[] } {
  const pairs = listParams(params)
  const { limit, offset, ...view }: ParsedView = parseView(pairs, CHANGE_PARAMETERS)
  const { problems, ...change } = parseChangeParams(pairs)
  const slice = clampSlice({ limit, offset }, CHANGES_STEP, CHANGES_MAX)
  return { ...slice, ...view, ...change, problems: [...view.problems, ...problems] }
}

/** The page that compares a dataset with another: `previous` and `latest` lead to the one that is so now. */
export function compareHref(id: string, base?: string, params: Partial<CompareParams> = {}): string {
  const path = `/datasets/${encodeURIComponent(id)}/compare`
  return href(base === undefined ? path : `${path}/${encodeURIComponent(base)}`, [
    ...compareQuery(params),
    ...sliceQuery(params, CHANGES_STEP),
  ])
}

/** The same changes from the API: every change, or as JSON the slice that the page shows. */
export function compareExportHref(
  id: string,
  base: string,
  { limit, offset, ...view }: CompareParams,
  format: 'csv' | 'ndjson' | 'json',
): string {
  const slice = format === 'json' ? [`limit=${limit}`, ...sliceQuery({ offset }, 0)] : [`format=${format}`]
  return href(`/api/datasets/${encodeURIComponent(id)}/compare`, [
    `with=${encodeURIComponent(base)}`,
    ...compareQuery({ ...view, count: [] }),
    ...slice,
  ])
}

/** Every count that the page compares, from the API. */
export function comparedCountsHref(
  id: string,
  base: string,
  { count, filters, q }: Pick<CompareParams, 'count' | 'filters' | 'q'>,
  format: 'csv' | 'ndjson',
): string {
  return href(`/api/datasets/${encodeURIComponent(id)}/compare/counts`, [
    `with=${encodeURIComponent(base)}`,
    `columns=${count.join(',')}`,
    ...selectionQuery({ filters, q }),
    `format=${format}`,
  ])
}

/** What a search form has to carry along: everything but the search and the slice. */
export function keptCompareParams(params: CompareParams): [name: string, value: string][] {
  return compareQuery({ ...params, q: '' }).map((pair) => {
    const [name = '', value = ''] = pair.split('=', 2)
    return [name, decodeURIComponent(value)]
  })
}

function compareQuery(params: Partial<CompareParams>): string[] {
  const { columns = [], change = [], ignore, changed, count = [] } = params
  const values = (['old', 'new'] as const).flatMap((name): string[] => {
    const value = changed ? params[name] : null
    return value === null || value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  return [
    ...(columns.length > 0 ? [`columns=${columns.join(',')}`] : []),
    ...(change.length > 0 ? [`change=${change.join(',')}`] : []),
    ...(ignore === undefined || ignore.join() === IGNORED_BY_DEFAULT.join()
      ? []
      : [`ignore=${ignore.join(',')}`]),
    ...(changed ? [`changed=${changed}`] : []),
    ...values,
    ...(count.length > 0 ? [`count=${count.join(',')}`] : []),
    ...selectionQuery(params),
    ...sortQuery(params.sort),
  ]
}
