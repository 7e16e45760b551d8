import type { JSX } from 'react'
import { SortHeader } from '@/components/sort-header'
import { Table, TableHead } from '@/components/ui/table'
import { ValueCell } from '@/components/value-cell'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/types'
import type { Sort } from '@/lib/datasets/view'
import { formatCount } from '@/lib/format'

interface RowTableProps {
  rows: DatasetRow[]
  /** How many rows of the dataset come before the first one shown. */
  offset: number
  sort: Sort[]
  /** The address of the same rows in another order. */
  hrefForSort: (sort: Sort[]) => string
}

/** Rows of a dataset as the CSV has them, numbered from the start of the view. */
export function RowTable({ rows, offset, sort, hrefForSort }: RowTableProps): JSX.Element {
  return (
    // A followed anchor stops in the middle of the screen, about where "Load more" was.
    <Table
      label="Table of rows"
      className="[&_td:first-child]:text-muted-foreground [&_td:first-child]:text-right [&_td:nth-child(2)]:font-medium [&_tr]:scroll-mt-[50vh]"
    >
      <thead>
        <tr>
          <TableHead className="text-muted-foreground text-right">
            <span aria-hidden>#</span>
            <span className="sr-only">Row number</span>
          </TableHead>
          {DATASET_COLUMNS.map((column) => (
            <SortHeader
              key={column}
              column={column}
              sort={sort}
              hrefFor={hrefForSort}
              ownOrder="the dataset’s order"
            />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={offset + index} id={rowAnchor(offset + index + 1)}>
            <td>{formatCount(offset + index + 1)}</td>
            {DATASET_COLUMNS.map((column) => (
              <ValueCell key={column} value={row[column]} />
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** Where a row can be linked to: `row-11` is the eleventh row of the dataset. */
export function rowAnchor(number: number): string {
  return `row-${number}`
}
