import type { JSX } from 'react'
import { ValueText } from '@/components/value-text'
import { areDifferent } from '@/lib/datasets/model/profile'
import type { ShownColumn } from '@/lib/datasets/model/sent'
import { formatCount, formatQuantity, cssPercent } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'

/** How many lines fit into the height of a histogram. */
export const LINES = 3

interface ValueBarsProps {
  profile: ShownColumn
  totalRows: number
  /** The URL of the rows with a value; null when there is none. */
  hrefFor: (value: string) => string | null
  /** Where all values are counted. */
  countsHref: string
}

/**
 * The most frequent values of a column as bars that link to their rows, and how many more there are. If all values differ,
 * it says so instead.
 */
export function ValueBars({ profile, totalRows, hrefFor, countsHref }: ValueBarsProps): JSX.Element {
  if (areDifferent(profile, totalRows))
    return <p className="pt-1 whitespace-normal">Each row has a different value.</p>
  const more = profile.distinct - profile.top.length
  return (
    <ul className="value-bars">
      {profile.top.map(({ value, count }) => {
        const text = value === '' ? '(empty)' : showInvisible(value)
        const title = `${text}: ${formatQuantity(count, 'row')}`
        const href = hrefFor(value)
        const bar = (
          <>
            <i style={{ width: cssPercent(count / totalRows) }} />
            <span>{value === '' ? text : <ValueText value={value} />}</span>
            <span>{formatCount(count)}</span>
          </>
        )
        return (
          <li key={value}>
            {href === null ? (
              <span title={title}>{bar}</span>
            ) : (
              <a href={href} title={title}>
                {bar}
              </a>
            )}
          </li>
        )
      })}
      {more > 0 ? (
        <li>
          <a href={countsHref} className="text-link">
            {formatQuantity(more, 'more value', 'more values')}
          </a>
        </li>
      ) : null}
    </ul>
  )
}
