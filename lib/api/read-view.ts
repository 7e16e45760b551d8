import 'server-only'
import { type Format, FORMAT_PARAMETERS, readFormat, VIEW_FORMATS } from '@/lib/api/format'
import { assertParameters, FILTER_PARAMETER, limitOf, readViewParameters } from '@/lib/api/query'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { CountKey, Selection } from '@/lib/datasets/model/view'
import { AppError } from '@/lib/errors'
import { parseCountsView, type ParsedView, parseView, VIEW_PARAMETERS } from '@/lib/search-params/grammar'

/** The default limit. */
export const API_DEFAULT = 100

export type ApiView<Key extends string = DatasetColumn> = Omit<ParsedView<Key>, 'limit' | 'problems'> &
  Format<(typeof VIEW_FORMATS)[number]> & { limit: number }

/**
 * Reads a view and its format from an API URL; anything invalid is rejected.
 * @param own - parameters that the caller reads itself
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readApiView(request: Request, own: readonly string[] = []): ApiView {
  return readView(request, parseView, own)
}

/**
 * Reads a view that counts.
 * @param own - parameters that the caller reads itself
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readApiCountsView(request: Request, own: readonly string[] = []): ApiView<CountKey> {
  const view = readView(request, parseCountsView, own)
  if (view.columns.length === 0)
    throw new AppError('invalid', 'Say which columns to count: ?columns=date,homeworld')
  return view
}

function readView<Key extends string>(
  request: Request,
  parse: (params: [string, string][], known: readonly string[]) => ParsedView<Key>,
  own: readonly string[],
): ApiView<Key> {
  const format = readFormat(request, VIEW_FORMATS)
  const { limit, problems, ...view } = parse(readViewParameters(request), [...FORMAT_PARAMETERS, ...own])
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  const params = new URL(request.url).searchParams
  if (format.format !== 'json' && (params.has('limit') || params.has('offset'))) {
    throw new AppError(
      'invalid',
      `${format.format} returns the whole result: leave out limit and offset, or use format=json.`,
    )
  }
  return { ...view, ...format, limit: limitOf(limit, API_DEFAULT) }
}

/**
 * Reads which rows a question is about, for answers that have neither slices nor an order.
 * @param own - parameters of views that the caller takes besides conditions: `columns`
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readApiSelection(
  request: Request,
  own: readonly 'columns'[] = [],
): Selection & { columns: DatasetColumn[] } {
  const taken = ['q', FILTER_PARAMETER, ...own]
  const refused = VIEW_PARAMETERS.filter((name) => !taken.includes(name))
  if (refused.some((name) => new URL(request.url).searchParams.has(name))) assertParameters(request, taken)
  const { filters, q, columns, problems } = parseView(readViewParameters(request))
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  return { filters, q, columns }
}
