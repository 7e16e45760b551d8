import Link from 'next/link'
import type { JSX } from 'react'
import { CountTools } from '@/components/counts/count-tools'
import { othersTotal, PivotTable } from '@/components/counts/pivot-table'
import type { Pivot, PivotSide } from '@/lib/datasets/model/answers'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { formatCount, formatQuantity } from '@/lib/format'
import { countsHref, type CountsParams } from '@/lib/search-params/counts'
import { matchHref } from '@/lib/search-params/rows'

interface DatasetPivotProps {
  id: string
  pivot: Pivot
  params: CountsParams
}

/** Two columns against each other, with a sentence on the values that are not shown. */
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
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="counts" className="text-lg font-semibold tracking-tight">
          {down.column} by {across.column}
        </h2>
        <Link
          href={countsHref(id, { ...params, offset: 0, columns: [across.column, down.column] })}
          scroll={false}
          prefetch={false}
          className="text-primary text-sm underline underline-offset-4"
        >
          Swap rows and columns
        </Link>
      </div>
      <CountTools id={id} params={params} />
      {totalRows > 0 ? (
        <>
          <p className="text-muted-foreground">
            {[
              `${formatQuantity(totalRows, 'row')}.`,
              ...[down, across].map((side) => othersSentence(side, totalRows)),
              'The stronger the color, the larger the count; each number links to its rows.',
            ]
              .filter((sentence) => sentence !== '')
              .join(' ')}
          </p>
          <PivotTable pivot={pivot} hrefFor={hrefFor} />
        </>
      ) : (
        <p className="text-muted-foreground">No rows match.</p>
      )}
    </section>
  )
}

/** Describes the values of one side that are not shown; empty when all are. */
function othersSentence(side: PivotSide, totalRows: number): string {
  const { shown, distinct, column } = side
  if (distinct <= shown.length) return ''
  const others = othersTotal(side, totalRows)
  return `The ${formatCount(shown.length)} most frequent of ${formatCount(distinct)} values of ${column} are shown; the others account for ${formatCount(others)} of ${formatQuantity(totalRows, 'row')}.`
}
