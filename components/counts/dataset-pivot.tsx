'use client'

import Link from 'next/link'
import type { JSX } from 'react'
import { CountHead } from '@/components/counts/count-head'
import { PivotTable } from '@/components/counts/pivot-table'
import type { Pivot, PivotSide } from '@/lib/datasets/model/answers'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { countOthers, othersTotal } from '@/lib/datasets/model/pivot-lines'
import { formatCount, formatQuantity } from '@/lib/format'
import { nameCounts } from '@/lib/format/counted'
import { countsHref, type CountsParams } from '@/lib/search-params/counts'
import { matchHref } from '@/lib/search-params/rows'

interface DatasetPivotProps {
  id: string
  pivot: Pivot
  params: CountsParams
}

/**
 * Two columns against each other, with a sentence on the values that are not shown. A client component, so that its payload
 * is the numbers, sent once, instead of every rendered cell and link.
 */
export function DatasetPivot({ id, pivot, params }: DatasetPivotProps): JSX.Element {
  const { down, across, totalRows } = pivot
  const hrefFor = (values: { down?: string; across?: string }): string | null => {
    const sides: [DatasetColumn, string | undefined][] = [
      [down.column, values.down],
      [across.column, values.across],
    ]
    const known = sides.filter((side): side is [DatasetColumn, string] => side[1] !== undefined)
    return matchHref(
      id,
      params,
      known.map(([column]) => column),
      known.map(([, value]) => value),
    )
  }
  return (
    <section aria-labelledby="counts" className="flex flex-col gap-3">
      <CountHead
        id={id}
        params={params}
        heading={nameCounts(params)}
        summary={totalRows > 0 ? `${formatQuantity(totalRows, 'row')}; each number links to its rows.` : ''}
      >
        <Link
          href={countsHref(id, { ...params, offset: 0, columns: [across.column, down.column] })}
          scroll={false}
          prefetch={false}
          className="text-link"
        >
          Swap rows and columns
        </Link>
      </CountHead>
      {totalRows > 0 ? <PivotTable pivot={pivot} hrefFor={hrefFor} /> : null}
      <p className="text-muted-foreground text-sm empty:hidden">
        {totalRows > 0
          ? [down, across].flatMap((side) => othersSentence(side, totalRows)).join(' ')
          : 'No rows match.'}
      </p>
    </section>
  )
}

/** Describes the values of one side that are not shown; none when all are. */
function othersSentence(side: PivotSide, totalRows: number): string[] {
  const { shown, distinct, column } = side
  if (countOthers(side) === 0) return []
  const others = othersTotal(side, totalRows)
  return [
    `The ${formatCount(shown.length)} most frequent of ${formatCount(distinct)} values of ${column} are shown; the others account for ${formatCount(others)} of ${formatQuantity(totalRows, 'row')}.`,
  ]
}
