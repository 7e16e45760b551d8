import Link from 'next/link'
import type { JSX } from 'react'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { formatColumnNumber } from '@/lib/datasets/model/numbers'
import type { HistogramBin, NumericProfile } from '@/lib/datasets/model/profile'
import { formatQuantity } from '@/lib/format'

interface HistogramProps {
  column: DatasetColumn
  numeric: NumericProfile
  /** The URL of the rows of a bin; null when there is none. */
  hrefFor: (bin: HistogramBin, isLast: boolean) => string | null
}

/** The distribution of numbers, as bars that link to their rows; below them the minimum and maximum. */
export function Histogram({ column, numeric, hrefFor }: HistogramProps): JSX.Element {
  const { histogram, min, max } = numeric
  const highest = Math.max(...histogram.map(({ count }) => count))
  return (
    <>
      <div
        data-slot="histogram"
        className="[&_i]:bg-primary/55 [&_a:hover]:bg-accent [&_a:hover_i]:bg-primary flex h-18 items-stretch gap-px [&_a]:flex [&_a]:grow [&_a]:basis-0 [&_a]:items-end [&_i]:min-h-0.5 [&_i]:w-full"
      >
        {histogram.map((bin, index) => {
          const href = bin.count === 0 ? null : hrefFor(bin, index === histogram.length - 1)
          const bar = bin.count === 0 ? null : <i style={{ height: `${(bin.count / highest) * 100}%` }} />
          return href === null ? (
            <span key={index} title={binText(column, bin)} className="flex grow basis-0 items-end">
              {bar}
            </span>
          ) : (
            <Link key={index} href={href} scroll={false} prefetch={false} title={binText(column, bin)}>
              {bar}
            </Link>
          )
        })}
      </div>
      <p className="text-muted-foreground flex h-6 justify-between gap-2">
        <span>{formatColumnNumber(column, min)}</span>
        {min === max ? null : <span>{formatColumnNumber(column, max)}</span>}
      </p>
    </>
  )
}

/** "172 to 180: 12 rows" */
function binText(column: DatasetColumn, { from, to, count }: HistogramBin): string {
  const [first, last] = [formatColumnNumber(column, from), formatColumnNumber(column, to)]
  const range = from === to ? first : `${first} to ${last}`
  return `${range}: ${formatQuantity(count, 'row')}`
}
