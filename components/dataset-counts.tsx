import type { JSX } from 'react'
import Link from 'next/link'
import { CountTable, countAnchor } from '@/components/count-table'
import { FilterChips } from '@/components/filter-chips'
import { LoadMore } from '@/components/load-more'
import type { CountsPage, DatasetColumn } from '@/lib/datasets/types'
import type { Filter } from '@/lib/datasets/view'
import { formatCount, formatQuantity } from '@/lib/format'
import {
  COUNTS_MAX,
  COUNTS_STEP,
  countsHref,
  datasetHref,
  nextSlice,
  type CountsParams,
} from '@/lib/search-params'

interface DatasetCountsProps {
  id: string
  page: CountsPage
  params: CountsParams
}

/** The counts that were asked for, their totals, and the way to more of them. */
export function DatasetCounts({ id, page, params }: DatasetCountsProps): JSX.Element {
  const { limit, offset, ...view } = params
  const { columns, sort, filters, q } = view
  const isWhole = filters.length === 0 && q === ''
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
          <Link href={countsHref(id, view)} className="text-primary text-sm underline underline-offset-4">
            Back to the first counts
          </Link>
        ) : null}
      </div>
      <p className="text-muted-foreground tabular-nums">{totalsSentence(page, isWhole)}</p>
      <FilterChips
        selection={{ filters, q }}
        hrefFor={(selection) => countsHref(id, { ...view, ...selection })}
      />
      {page.counts.length > 0 ? (
        <CountTable
          page={page}
          offset={offset}
          sort={sort}
          hrefForSort={(sort) => countsHref(id, { ...view, sort })}
          hrefFor={(values) =>
            datasetHref(id, { filters: [...filters, ...columns.map(matchValue(values))], q })
          }
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

/** The condition that a row has the counted value in a column. */
function matchValue(values: string[]): (column: DatasetColumn, index: number) => Filter {
  return (column, index) => {
    const value = values[index] ?? ''
    return value === '' ? { column, operator: 'isblank', value: '1' } : { column, operator: 'eq', value }
  }
}

function totalsSentence({ totalGroups, totalRows }: CountsPage, isWhole: boolean): string {
  const counted = isWhole ? 'the whole dataset' : 'all rows that are selected'
  return `${formatQuantity(totalGroups, 'combination')}, ${formatQuantity(totalRows, 'row')}, counted over ${counted}.`
}

function countsPosition({ counts, totalGroups, hasMore }: CountsPage, offset: number): string {
  const total = formatQuantity(totalGroups, 'combination')
  if (counts.length === 0) return totalGroups === 0 ? 'No row is like that.' : `There are only ${total}.`
  if (offset > 0) {
    return `Combinations ${formatCount(offset + 1)}–${formatCount(offset + counts.length)} of ${formatCount(totalGroups)}`
  }
  if (hasMore) return `${formatCount(counts.length)} of ${total}`
  return totalGroups === 1 ? 'The only combination is shown.' : `All ${total} shown.`
}
