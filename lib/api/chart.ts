import 'server-only'
import { readViewParameters } from '@/lib/api/query'
import type { CountKey } from '@/lib/datasets/model/view'
import { AppError } from '@/lib/errors'
import { BARS_MAX } from '@/lib/search-params/counts'
import { parseCountsView, type ParsedView } from '@/lib/search-params/grammar'

export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export type ChartView = Omit<ParsedView<CountKey>, 'limit' | 'problems'> & { limit: number; theme: Theme }

/**
 * Reads what a chart of counts shows; anything invalid is rejected.
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readChartView(request: Request): ChartView {
  const { limit, problems, ...view } = parseCountsView(readViewParameters(request), ['theme'])
  if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
  if (view.columns.length === 0)
    throw new AppError('invalid', 'Say which columns to count: ?columns=date,homeworld')
  if (limit !== null && limit > BARS_MAX)
    throw new AppError('invalid', `limit must be ${BARS_MAX} or less: a chart shows no more bars.`)
  return {
    ...view,
    limit: limit ?? BARS_MAX,
    theme: readTheme(new URL(request.url).searchParams.getAll('theme')),
  }
}

function readTheme([asked = 'light', ...others]: string[]): Theme {
  const theme = THEMES.find((known) => known === asked)
  if (theme === undefined || others.length > 0)
    throw new AppError('invalid', `The theme must be ${THEMES.join(' or ')}, once.`)
  return theme
}
