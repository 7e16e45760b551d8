'use client'

import Link from 'next/link'
import type { JSX } from 'react'
import { CountHead } from '@/components/counts/count-head'
import { countAnchor, CountTable } from '@/components/counts/count-table'
import { LoadMore } from '@/components/load-more'
import type { CountsPage } from '@/lib/datasets/model/answers'
import { formatCount, formatQuantity } from '@/lib/format'
import { countedNoun, nameCounts } from '@/lib/format/counted'
import { COUNTS_MAX, COUNTS_STEP, countsHref, type CountsParams } from '@/lib/search-params/counts'
import { nextSlice } from '@/lib/search-params/query'
import { matchHref } from '@/lib/search-params/rows'

interface DatasetCountsProps {
  id: string
  page: CountsPage
  params: CountsParams
}

/**
 * The requested counts, their totals, and a link to more. A client component, so that its payload is the counts, sent once,
 * instead of every rendered cell and link.
 */
export function DatasetCounts({ id, page, params }: DatasetCountsProps): JSX.Element {
  const { limit, offset, ...view } = params
  const { columns, sort, filters, q } = view
  const isWhole = filters.length === 0 && q === ''
  const lastShown = offset + page.counts.length
  const next = nextSlice({ limit, offset }, COUNTS_STEP, COUNTS_MAX, page.hasMore)
  const added = Math.min(COUNTS_STEP, page.totalGroups - lastShown)
  return (
    <section aria-labelledby="counts" className="flex flex-col gap-3">
      <CountHead
        id={id}
        params={params}
        heading={nameCounts({ columns })}
        summary={
          isScattered(page) ? `${totalsSentence(page, isWhole)} ${SCATTERED}` : totalsSentence(page, isWhole)
        }
      >
        {offset > 0 ? (
          <Link href={countsHref(id, view)} className="text-link">
            Back to the first counts
          </Link>
        ) : null}
      </CountHead>
      {page.counts.length > 0 ? (
        <CountTable
          page={page}
          offset={offset}
          sort={sort}
          hrefForSort={(sort) => countsHref(id, { ...view, sort })}
          hrefFor={(values) => matchHref(id, { filters, q }, columns, values)}
        />
      ) : null}
      <LoadMore
        href={next === null ? null : `${countsHref(id, { ...view, ...next })}#${countAnchor(lastShown + 1)}`}
        label={`Load ${formatCount(added)} more`}
        position={countsPosition(page, offset)}
      />
    </section>
  )
}

const SCATTERED = 'Most occur only once or twice; try fewer columns.'

/** True when there are nearly as many combinations as rows, so that their counts say little. */
function isScattered({ columns, totalGroups, totalRows }: CountsPage): boolean {
  return columns.length > 1 && totalGroups > 20 && totalGroups > 0.8 * totalRows
}

function totalsSentence(page: CountsPage, isWhole: boolean): string {
  const { totalGroups, totalRows } = page
  const counted = isWhole ? 'the whole dataset' : 'all selected rows'
  return `${formatQuantity(totalGroups, countedNoun(page))}, ${formatQuantity(totalRows, 'row')}, counted over ${counted}.`
}

function countsPosition(page: CountsPage, offset: number): string {
  const { counts, totalGroups, hasMore } = page
  const noun = countedNoun(page)
  const total = formatQuantity(totalGroups, noun)
  if (counts.length === 0) return totalGroups === 0 ? 'No rows match.' : `There are only ${total}.`
  if (offset > 0) {
    const nouns = noun === 'value' ? 'Values' : 'Combinations'
    return `${nouns} ${formatCount(offset + 1)}–${formatCount(offset + counts.length)} of ${formatCount(totalGroups)}`
  }
  if (hasMore) return `${formatCount(counts.length)} of ${total}`
  return totalGroups === 1 ? `The only ${noun} is shown.` : `All ${total} shown.`
}
