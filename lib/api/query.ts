/** Reading the query of an API address. What it does not understand, the API refuses: nobody gets an answer to another question. */
import 'server-only'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { isDatasetColumn, parseView } from '@/lib/view-params'

/** The most datasets, requests, rows or counts in one JSON answer. */
export const API_MAX = 1_000

/** Conditions as values of one parameter, for clients that send only parameters they know: `filter=height__gt=180`. */
export const FILTER_PARAMETER = 'filter'

/**
 * Refuses every parameter but these, each of which may be given once.
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
 * Reads `limit` and `offset` of a list, with `q` where it can be searched.
 * @throws AppError `invalid`
 */
export function readListQuery(
  request: Request,
  { defaultLimit, canSearch }: { defaultLimit: number; canSearch: boolean },
): { limit: number; offset: number; q: string } {
  assertParameters(request, canSearch ? ['limit', 'offset', 'q'] : ['limit', 'offset'])
  const { limit, offset, q, problems } = parseView(new URL(request.url).searchParams)
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  return { limit: limitOf(limit, defaultLimit), offset, q: q.trim() }
}

/**
 * The limit that was asked for, or else the default.
 * @throws AppError `invalid` for one that is too large
 */
export function limitOf(asked: number | null, defaultLimit: number, max = API_MAX): number {
  if (asked !== null && asked > max)
    throw new AppError('invalid', `limit must be ${formatCount(max)} or less.`)
  return asked ?? defaultLimit
}

/**
 * The parameters of a view, with conditions in `filter` as parameters of their own.
 * @throws AppError `invalid` for a `filter` that is no condition
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
  return known.length === 0 ? 'This address takes none.' : `This address takes ${known.join(', ')}.`
}

/** A visitor's text, short enough for a sentence. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
