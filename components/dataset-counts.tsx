import type { JSX } from 'react'
import Link from 'next/link'
import { CountTable, countAnchor } from '@/components/count-table'
import { LoadMore } from '@/components/load-more'
import type { CountsPage } from '@/lib/datasets/types'
import { formatCount, formatQuantity } from '@/lib/format'
import { COUNTS_MAX, COUNTS_STEP, countsHref, nextSlice, type CountsParams } from '@/lib/search-params'

interface DatasetCountsProps {
  id: string
  page: CountsPage
  params: CountsParams
}

/** The counts that were asked for, their totals, and the way to more of them. */
export function DatasetCounts({ id, page, params }: DatasetCountsProps): JSX.Element {
  const { columns, limit, offset } = params
  const lastShown = offset + page.counts.length
  const next = nextSlice({ limit, offset }, COUNTS_STEP, COUNTS_MAX, page.hasMore)
  const added = Math.min(COUNTS_STEP, page.totalGroups - lastShown)
  return (
    <section aria-labelledby="counts" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="counts" className="text-lg font-semibold tracking-tight">
          Counts of {columns.join(' and ')}
        </h2>
        {offset > 0 ? (
          <Link
            href={countsHref(id, { columns })}
            className="text-primary text-sm underline underline-offset-4"
          >
            Back to the largest counts
          </Link>
        ) : null}
      </div>
      <p className="text-muted-foreground tabular-nums">{totalsSentence(page)}</p>
      {page.counts.length > 0 ? <CountTable page={page} offset={offset} /> : null}
      <LoadMore
        href={next === null ? null : `${countsHref(id, { columns, ...next })}#${countAnchor(lastShown + 1)}`}
        label={`Load ${formatCount(added)} more`}
        position={countsPosition(page, offset)}
      />
    </section>
  )
}

function totalsSentence({ totalGroups, totalRows }: CountsPage): string {
  const combinations = formatQuantity(totalGroups, 'combination')
  return `${combinations}, ${formatQuantity(totalRows, 'row')}, counted over the whole dataset.`
}

function countsPosition({ counts, totalGroups, hasMore }: CountsPage, offset: number): string {
  const total = formatQuantity(totalGroups, 'combination')
  if (counts.length === 0) return `There are only ${total}.`
  if (offset > 0) {
    return `Combinations ${formatCount(offset + 1)}–${formatCount(offset + counts.length)} of ${formatCount(totalGroups)}`
  }
  if (hasMore) return `${formatCount(counts.length)} of ${total}`
  return totalGroups === 1 ? 'The only combination is shown.' : `All ${total} shown.`
}
