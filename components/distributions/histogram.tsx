import type { JSX } from 'react'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { HistogramBin } from '@/lib/datasets/model/profile'
import type { ShownColumn } from '@/lib/datasets/model/sent'
import { formatColumnNumber } from '@/lib/datasets/model/values/numbers'
import { formatQuantity, cssPercent } from '@/lib/format'
import { describeMissing } from '@/lib/format/missing'

interface HistogramProps {
  column: DatasetColumn
  numeric: NonNullable<ShownColumn['numeric']>
  /** The placeholders among the values. */
  missing: { value: string; count: number }[]
  /** The URL of the rows with a placeholder; null when there is none. */
  missingHref: string | null
  /** The URL of the rows of a bin; null when there is none. */
  hrefFor: (bin: HistogramBin, isLast: boolean) => string | null
}

/**
 * The distribution of numbers, as bars that link to their rows; below them the minimum and maximum. Missing values have a
 * bar of their own beside them.
 */
export function Histogram(props: HistogramProps): JSX.Element {
  const { column, numeric, missing, missingHref, hrefFor } = props
  const { histogram, min, max } = numeric
  const missingRows = missing.reduce((sum, { count }) => sum + count, 0)
  const highest = Math.max(missingRows, ...histogram.map(({ count }) => count))
  return (
    <>
      <div className="histogram">
        {histogram.map((bin, index) => (
          <Bar
            key={index}
            title={binText(column, bin)}
            share={bin.count / highest}
            href={bin.count === 0 ? null : hrefFor(bin, index === histogram.length - 1)}
          />
        ))}
        {missingRows > 0 ? (
          <Bar title={describeMissing(missing)} share={missingRows / highest} href={missingHref} isMissing />
        ) : null}
      </div>
      <p className="histogram-range">
        <span>{formatColumnNumber(column, min)}</span>
        {min === max ? null : <span>{formatColumnNumber(column, max)}</span>}
      </p>
    </>
  )
}

interface BarProps {
  title: string
  /** Of the highest bar, 0…1. */
  share: number
  href: string | null
  isMissing?: boolean
}

function Bar({ title, share, href, isMissing }: BarProps): JSX.Element {
  const bar = share === 0 ? null : <i style={{ height: cssPercent(share) }} />
  const className = isMissing ? 'missing' : undefined
  if (href === null) {
    return (
      <span title={title} className={className}>
        {bar}
      </span>
    )
  }
  return (
    <a href={href} title={title} className={className}>
      {bar}
    </a>
  )
}

/** "160 to 180: 12 rows" */
function binText(column: DatasetColumn, { from, to, count }: HistogramBin): string {
  const [first, last] = [formatColumnNumber(column, from), formatColumnNumber(column, to)]
  const range = from === to ? first : `${first} to ${last}`
  return `${range}: ${formatQuantity(count, 'row')}`
}
