import { clsx } from 'clsx'
import type { JSX } from 'react'
import { SortHeader } from '@/components/sort-header'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import { ValueCell } from '@/components/value-cell'
import type { CountsPage, ValueCount } from '@/lib/datasets/model/answers'
import type { CountSort } from '@/lib/datasets/model/view'
import { cssPercent, formatCount, formatShare } from '@/lib/format'

const FEW_COLUMNS = 3

interface CountTableProps {
  page: CountsPage
  /** How many combinations come before the first one shown. */
  offset: number
  sort: CountSort[]
  /** The URL of the rows that have these values; null when no URL can express them. */
  hrefFor: (values: string[]) => string | null
  /** The URL of the same counts in another order. */
  hrefForSort: (sort: CountSort[]) => string
}

/** Combinations of values with their counts. */
export function CountTable({ page, offset, sort, hrefFor, hrefForSort }: CountTableProps): JSX.Element {
  const largest = Math.max(...page.counts.map(({ count }) => count), 1)
  const order = { sort, hrefFor: hrefForSort, ownOrder: 'the largest counts first' }
  return (
    <DataGrid
      label="Table of counts"
      // No column moves while rows arrive. More columns need the room that their values take.
      className={clsx('count-grid', page.columns.length <= FEW_COLUMNS && 'lg:table-fixed')}
    >
      <colgroup>
        <col span={page.columns.length} />
        <col className="lg:w-28" />
        <col className="lg:w-24" />
      </colgroup>
      <thead>
        <tr>
          {page.columns.map((column) => (
            <SortHeader key={column} column={column} {...order} />
          ))}
          <SortHeader column="count" label="Count" numeric {...order} />
          <DataGridHead numeric>Share</DataGridHead>
          <DataGridHead
            aria-hidden
            className="text-muted-foreground hidden w-1/3 text-xs font-normal sm:table-cell"
          >
            compared with the largest shown
          </DataGridHead>
        </tr>
      </thead>
      <tbody>
        {page.counts.map((valueCount, index) => (
          <CountRow
            key={JSON.stringify(valueCount.values)}
            number={offset + index + 1}
            valueCount={valueCount}
            largest={largest}
            href={hrefFor(valueCount.values)}
          />
        ))}
      </tbody>
    </DataGrid>
  )
}

/** The anchor of a combination: `count-101` is the 101st. */
export function countAnchor(number: number): string {
  return `count-${number}`
}

interface CountRowProps {
  number: number
  valueCount: ValueCount
  largest: number
  href: string | null
}

function CountRow(props: CountRowProps): JSX.Element {
  const { values, count, share } = props.valueCount
  return (
    <tr id={countAnchor(props.number)}>
      {values.map((value, column) => (
        <ValueCell key={column} value={value} />
      ))}
      <td>
        {props.href === null ? (
          <span title="These values are too long to link to their rows.">{formatCount(count)}</span>
        ) : (
          <a href={props.href} title="Show these rows">
            {formatCount(count)}
          </a>
        )}
      </td>
      <td>{formatShare(share)}</td>
      <td aria-hidden>
        <i style={{ width: cssPercent(count / props.largest) }} />
      </td>
    </tr>
  )
}
