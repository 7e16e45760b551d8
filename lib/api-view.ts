import 'server-only'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { parseView, type ParsedView } from '@/lib/view-params'

/** The most rows or counts in one answer of the API. */
export const API_MAX = 1_000
/** How many there are when the address does not say. */
export const API_DEFAULT = 100

export type ApiView = Omit<ParsedView, 'limit' | 'problems'> & { limit: number }

/**
 * Reads a view from an API address; what makes no sense is refused.
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readApiView(request: Request, known: readonly string[] = []): ApiView {
  const { limit, problems, ...view } = parseView(new URL(request.url).searchParams, known)
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  if (limit !== null && limit > API_MAX) {
    throw new AppError('invalid', `limit must be ${formatCount(API_MAX)} or less.`)
  }
  return { ...view, limit: limit ?? API_DEFAULT }
}
