'use client'

import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { SortHeader } from '@/components/sort-header'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import { ValueCell } from '@/components/value-cell'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { formatCount } from '@/lib/format'
import { datasetHref, rowAnchor, rowHref, ROWS_ANCHOR, type RowsParams } from '@/lib/search-params/rows'

interface RowTableProps {
  id: string
  page: RowsPage
  params: RowsParams
  /** A row of the head, with the distribution of each column. */
  distributions?: ReactNode
}

/**
 * Rows of a dataset as in the CSV, numbered from the start of the view. A client component, so that its
 * payload is the rows, sent once, instead of every rendered cell and link; the HTML contains these anyway.
 */
export function RowTable({ id, page, params, distributions }: RowTableProps): JSX.Element {
  const { offset, filters, q, columns } = params
  const shown = columns.length > 0 ? columns : DATASET_COLUMNS
  return (
    // Anchors scroll to the middle of the screen, about where "Load more" was.
    <DataGrid
      label="Table of rows"
      className="[&_td:first-child]:text-muted-foreground [&_tbody_a:hover]:text-primary [&_tbody_a]:inline-block [&_tbody_a]:min-w-6 [&_tbody_a]:underline [&_tbody_a]:decoration-dotted [&_tbody_a]:underline-offset-4 [&_tbody_a]:-outline-offset-2 [&_tbody_td:nth-child(2)]:font-medium [&_td]:px-2 [&_td:first-child]:text-right [&_th]:px-2 [&_tr]:scroll-mt-[50vh]"
    >
      <thead>
        <tr>
          <DataGridHead numeric className="text-muted-foreground">
            <span aria-hidden>#</span>
            <span className="sr-only">Row number</span>
          </DataGridHead>
          {shown.map((column) => (
            <SortHeader
              key={column}
              column={column}
              sort={params.sort}
              hrefFor={(sort) => datasetHref(id, { filters, q, columns, sort })}
              ownOrder="the dataset’s order"
            />
          ))}
        </tr>
        {distributions}
      </thead>
      <tbody id={ROWS_ANCHOR}>
        {page.rows.map((row, index) => (
          <tr key={offset + index} id={rowAnchor(offset + index + 1)}>
            <td>
              <RowNumber
                shown={offset + index + 1}
                number={page.numbers[index]}
                hrefFor={(number) => rowHref(id, number, params)}
              />
            </td>
            {shown.map((column) => (
              <ValueCell key={column} value={row[column]} />
            ))}
          </tr>
        ))}
      </tbody>
    </DataGrid>
  )
}

interface RowNumberProps {
  /** Its position in the view. */
  shown: number
  /** Its position in the dataset. */
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
