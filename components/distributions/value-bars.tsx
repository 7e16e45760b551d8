import Link from 'next/link'
import type { JSX } from 'react'
import { ValueText } from '@/components/value-text'
import { areDifferent, type ColumnProfile } from '@/lib/datasets/model/profile'
import { formatCount, formatQuantity } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'

/** How many lines fit into the height of a histogram. */
const LINES = 3

interface ValueBarsProps {
  profile: ColumnProfile
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
  const shown = profile.top.slice(0, profile.distinct > LINES ? LINES - 1 : LINES)
  const more = profile.distinct - shown.length
  return (
    <>
      <ul className="text-foreground [&_a:hover_i]:bg-primary/30 [&_i]:bg-primary/20 [&_i]:absolute [&_i]:inset-y-px [&_i]:left-0 [&_i]:rounded-xs">
        {shown.map(({ value, count }) => {
          const text = value === '' ? '(empty)' : showInvisible(value)
          const title = `${text}: ${formatQuantity(count, 'row')}`
          const href = hrefFor(value)
          const bar = (
            <>
              <i style={{ width: `${(count / totalRows) * 100}%` }} />
              <span className="relative truncate">{value === '' ? text : <ValueText value={value} />}</span>
              <span className="relative ml-auto">{formatCount(count)}</span>
            </>
          )
          const look = 'relative flex h-6 items-center gap-2 px-1'
          return (
            <li key={value}>
              {href === null ? (
                <span title={title} className={look}>
                  {bar}
                </span>
              ) : (
                <Link href={href} scroll={false} prefetch={false} title={title} className={look}>
                  {bar}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
      {more > 0 ? (
        <p className="h-6 truncate px-1 leading-6">
          <Link href={countsHref} prefetch={false} className="text-primary underline underline-offset-2">
            {formatQuantity(more, 'more value', 'more values')}
          </Link>
        </p>
      ) : null}
    </>
  )
}
