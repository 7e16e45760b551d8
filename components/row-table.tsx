import type { JSX, ReactNode } from 'react'
import Link from 'next/link'
import { SortHeader } from '@/components/sort-header'
import { Table, TableHead } from '@/components/ui/table'
import { ValueCell } from '@/components/value-cell'
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/types'
import type { Sort } from '@/lib/datasets/view'
import { formatCount } from '@/lib/format'

interface RowTableProps {
  rows: DatasetRow[]
  /** The place of each row in the dataset, which its own page is named after. */
  numbers: number[]
  /** The columns that are shown; all of them when empty. */
  columns: DatasetColumn[]
  /** How many rows of the dataset come before the first one shown. */
  offset: number
  sort: Sort[]
  /** The address of the same rows in another order. */
  hrefForSort: (sort: Sort[]) => string
  /** The address of a row's own page. */
  hrefForRow: (number: number) => string
  /** A row of the head, with what each column is like. */
  distributions?: ReactNode
}

/** Rows of a dataset as the CSV has them, numbered from the start of the view. */
export function RowTable(props: RowTableProps): JSX.Element {
  const { rows, numbers, offset, sort, hrefForSort, hrefForRow } = props
  const columns = props.columns.length > 0 ? props.columns : DATASET_COLUMNS
  return (
    // A followed anchor stops in the middle of the screen, about where "Load more" was.
    <Table
      label="Table of rows"
      className="[&_td:first-child]:text-muted-foreground [&_tbody_a:hover]:text-primary [&_tbody_a]:inline-block [&_tbody_a]:min-w-6 [&_tbody_a]:underline [&_tbody_a]:decoration-dotted [&_tbody_a]:underline-offset-4 [&_tbody_a]:-outline-offset-2 [&_tbody_td:nth-child(2)]:font-medium [&_td]:px-2 [&_td:first-child]:text-right [&_th]:px-2 [&_tr]:scroll-mt-[50vh]"
    >
      <thead>
        <tr>
          <TableHead className="text-muted-foreground text-right">
            <span aria-hidden>#</span>
            <span className="sr-only">Row number</span>
          </TableHead>
          {columns.map((column) => (
            <SortHeader
              key={column}
              column={column}
              sort={sort}
              hrefFor={hrefForSort}
              ownOrder="the dataset’s order"
            />
          ))}
        </tr>
        {props.distributions}
      </thead>
      <tbody id={ROWS_ANCHOR}>
        {rows.map((row, index) => (
          <tr key={offset + index} id={rowAnchor(offset + index + 1)}>
            <td>
              <RowNumber shown={offset + index + 1} number={numbers[index]} hrefFor={hrefForRow} />
            </td>
            {columns.map((column) => (
              <ValueCell key={column} value={row[column]} />
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

interface RowNumberProps {
  /** Its place in the view. */
  shown: number
  /** Its place in the dataset. */
  number: number | undefined
  hrefFor: (number: number) => string
}

function RowNumber({ shown, number, hrefFor }: RowNumberProps): JSX.Element {
  if (number === undefined) return <>{formatCount(shown)}</>
  const title = `Open row ${formatCount(number)} of the dataset`
  return (
    <Link href={hrefFor(number)} prefetch={false} title={title}>
      {formatCount(shown)}
    </Link>
  )
}

/** Where the rows begin, below the head. */
export const ROWS_ANCHOR = 'table-rows'

/** Where a row can be linked to: `row-11` is the eleventh row of the dataset. */
export function rowAnchor(number: number): string {
  return `row-${number}`
}
