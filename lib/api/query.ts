/** Reads the query of an API URL. What the API does not understand it rejects, instead of answering another query. */
import 'server-only'
import type { DatasetKey, Sort } from '@/lib/datasets/model/view'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { isDatasetColumn, parseDatasetsView, parseView } from '@/lib/search-params/grammar'

/** The most datasets, requests, rows or counts in one JSON response. */
export const API_MAX = 1_000

/** Conditions as values of one parameter, for clients that send only parameters they know: `filter=height__gt=180`. */
export const FILTER_PARAMETER = 'filter'

/**
 * Rejects all parameters except these, each of which may be given once.
 * @throws AppError `invalid`
 */
export function assertParameters(request: Request, known: readonly string[] = []): void {
  const seen = new Set<string>()
  for (const name of new URL(request.url).searchParams.keys()) {
    if (!known.includes(name))
      throw new AppError('invalid', `${quote(name)} is not a parameter. ${listKnown(known)}`)
    if (seen.has(name)) throw new AppError('invalid', `${name} may be given only once.`)
    seen.add(name)
  }
}

/**
 * Reads `limit` and `offset` of a list.
 * @throws AppError `invalid`
 */
export function readListQuery(request: Request, defaultLimit: number): { limit: number; offset: number } {
  assertParameters(request, ['limit', 'offset'])
  const { limit, offset, problems } = parseView(new URL(request.url).searchParams)
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  return { limit: limitOf(limit, defaultLimit), offset }
}

export const FOLDED = 'folded'

/**
 * Reads the query of the list of datasets: `limit`, `offset`, `q`, `sort` and `folded`.
 * @throws AppError `invalid`
 */
export function readDatasetsQuery(
  request: Request,
  defaultLimit: number,
): { limit: number; offset: number; q: string; sort?: Sort<DatasetKey>[]; folded: boolean } {
  assertParameters(request, ['limit', 'offset', 'q', 'sort', FOLDED])
  const params = new URL(request.url).searchParams
  const { limit, offset, q, sort, problems } = parseDatasetsView(params, [FOLDED])
  const folded = params.get(FOLDED) ?? '0'
  if (!['0', '1'].includes(folded)) throw new AppError('invalid', `${FOLDED} must be 0 or 1.`)
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  const slice = { limit: limitOf(limit, defaultLimit), offset }
  return { ...slice, q: q.trim(), folded: folded === '1', ...(sort.length > 0 && { sort }) }
}

/**
 * The requested limit, or the default.
 * @throws AppError `invalid` for one that is too large
 */
export function limitOf(asked: number | null, defaultLimit: number, max = API_MAX): number {
  if (asked !== null && asked > max)
    throw new AppError('invalid', `limit must be ${formatCount(max)} or less.`)
  return asked ?? defaultLimit
}

/**
 * The parameters of a view, with the conditions in `filter` expanded to parameters.
 * @throws AppError `invalid` for a `filter` that is not a condition
 */
export function readViewParameters(request: Request): [name: string, value: string][] {
  return [...new URL(request.url).searchParams].map(([name, value]) =>
    name === FILTER_PARAMETER ? readCondition(value) : [name, value],
  )
}

function readCondition(text: string): [name: string, value: string] {
  const end = text.indexOf('=')
  const name = text.slice(0, Math.max(end, 0))
  if (!isDatasetColumn(name.split('__')[0] ?? ''))
    throw new AppError('invalid', 'filter must be a condition on a column, such as height__gt=180.')
  return [name, text.slice(end + 1)]
}

function listKnown(known: readonly string[]): string {
  return known.length === 0 ? 'This endpoint takes none.' : `This endpoint takes ${known.join(', ')}.`
}

/** Text from the client, short enough for a sentence. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
