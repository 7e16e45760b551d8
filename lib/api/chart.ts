import 'server-only'
import { readViewParameters } from '@/lib/api/query'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { CountKey } from '@/lib/datasets/model/view'
import { AppError } from '@/lib/errors'
import { BARS_MAX, isPivot } from '@/lib/search-params/counts'
import { parseCountsView, type ParsedView } from '@/lib/search-params/grammar'

export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The shapes of a picture other than bars, as on the page. */
export const PICTURE_VIEWS = ['pivot'] as const

type Counts = Omit<ParsedView<CountKey>, 'limit' | 'problems'> & { theme: Theme }

export type PictureView =
  | (Counts & { shape: 'counts'; limit: number })
  | (Counts & { shape: 'pivot'; columns: [DatasetColumn, DatasetColumn] })

/**
 * Reads what a picture of counts shows; anything invalid is rejected.
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readPictureView(request: Request): PictureView {
  const { searchParams } = new URL(request.url)
  const { limit, problems, ...view } = parseCountsView(readViewParameters(request), ['theme', 'view'])
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  const theme = readChoice(searchParams, 'theme', THEMES) ?? THEMES[0]
  const asked = { ...view, theme, view: readChoice(searchParams, 'view', PICTURE_VIEWS) }
  if (asked.view === 'pivot') {
    const unused = ['limit', 'offset', 'sort'].find((name) => searchParams.has(name))
    if (unused !== undefined)
      throw new AppError(
        'invalid',
        `A pivot has no ${unused}: it shows the most frequent values of two columns.`,
      )
    if (!isPivot(asked))
      throw new AppError('invalid', 'A pivot needs two columns: ?columns=eye_color,gender&view=pivot')
    return { ...asked, shape: 'pivot' }
  }
  if (view.columns.length === 0)
    throw new AppError('invalid', 'Say which columns to count: ?columns=date,homeworld')
  if (limit !== null && limit > BARS_MAX)
    throw new AppError('invalid', `limit must be ${BARS_MAX} or less: a chart shows no more bars.`)
  return { ...asked, shape: 'counts', limit: limit ?? BARS_MAX }
}

function readChoice<Choice extends string>(
  params: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const [asked, ...others] = params.getAll(name)
  if (asked === undefined) return undefined
  const choice = choices.find((known) => known === asked)
  if (choice === undefined || others.length > 0)
    throw new AppError('invalid', `The ${name} must be ${choices.join(' or ')}, once.`)
  return choice
}
