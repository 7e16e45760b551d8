'use client'

import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { CellLinks } from '@/components/facets/cell-links'
import { ColumnHead } from '@/components/facets/column-head'
import type { PendingProfile } from '@/components/facets/distinct-count'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import { ValueCell } from '@/components/value-cell'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { type DatasetColumn, DATASET_COLUMNS, kindOf, RESOURCE } from '@/lib/datasets/model/columns'
import { formatCount } from '@/lib/format'
import { datasetHref, rowAnchor, rowHref, ROWS_ANCHOR, type RowsParams } from '@/lib/search-params/rows'

interface RowTableProps {
  id: string
  page: RowsPage
  params: RowsParams
  /** A row of the head, with the distribution of each column. */
  distributions?: ReactNode
  /** Counts the values of each column. */
  profile?: PendingProfile | undefined
}

/**
 * Rows of a dataset as in the CSV, numbered from the start of the view. The column that names a row stays in sight with
 * the row's number. A client component, so that its payload is the rows, sent once, instead of every rendered cell and
 * link; the HTML contains these anyway.
 */
export function RowTable({ id, page, params, distributions, profile }: RowTableProps): JSX.Element {
  const { offset, filters, q, columns, head, sort } = params
  const shown = columns.length > 0 ? columns : DATASET_COLUMNS
  return (
    <>
      <DataGrid label="Table of rows" className={`${LOOK} ${shown[0] === RESOURCE.title ? STICKY_NAME : ''}`}>
        <colgroup>
          <col className="w-10 sm:w-14" />
          {shown.map((column) => (
            <col key={column} className={widthOf(column)} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <DataGridHead numeric className="text-muted-foreground">
              <FoldLink
                href={datasetHref(id, { ...params, head: head ? undefined : 'folded' })}
                isFolded={!!head}
              />
              <span aria-hidden>#</span>
              <span className="sr-only">Row number</span>
            </DataGridHead>
            {shown.map((column) => (
              <ColumnHead key={column} id={id} column={column} params={params} profile={profile} />
            ))}
          </tr>
          {head === 'folded' ? null : distributions}
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
                <ValueCell key={column} column={column} value={row[column]} />
              ))}
            </tr>
          ))}
        </tbody>
      </DataGrid>
      <CellLinks id={id} view={{ filters, q, columns, head, sort }} columns={shown} rows={page.rows} />
    </>
  )
}

/**
 * Rows of 33 px. Anchors scroll to the middle of the screen, about where "Load more" was. Cells stick only where the table
 * may be wider than the window: two thousand of them cost a frame in four while a thousand rows scroll.
 */
const LOOK =
  'table-fixed [&_td]:max-w-none [&_td]:px-2 [&_td]:py-1.5 [&_th]:h-8 [&_th]:px-2 [&_tr]:scroll-mt-[50vh] [&_td:first-child]:text-muted-foreground [&_td:first-child]:text-right [&_tbody_a:hover]:text-primary [&_tbody_a]:inline-block [&_tbody_a]:min-w-6 [&_tbody_a]:underline [&_tbody_a]:decoration-dotted [&_tbody_a]:underline-offset-4 [&_tbody_a]:-outline-offset-2 max-xl:[&_tr>:first-child]:sticky [&_tr>:first-child]:left-0 [&_tr>:first-child]:z-1 [&_tr>:first-child]:bg-inherit'

const STICKY_NAME =
  'max-xl:[&_tr>:nth-child(2)]:sticky [&_tr>:nth-child(2)]:left-10 sm:[&_tr>:nth-child(2)]:left-14 [&_tr>:nth-child(2)]:z-1 [&_tr>:nth-child(2)]:bg-inherit [&_tbody_td:nth-child(2)]:font-medium max-sm:[&_tr>:nth-child(2)]:border-r'

/** A column is as wide as its kind needs, whatever rows are loaded, so that loading more moves nothing. */
function widthOf(column: DatasetColumn): string {
  if (column === RESOURCE.title) return 'w-36 sm:w-44'
  return { text: 'w-29.5', number: 'w-22', year: 'w-29.5', date: 'w-29' }[kindOf(column)]
}

/** Shows or hides the distributions; narrow and low windows have no room for them. */
function FoldLink({ href, isFolded }: { href: string; isFolded: boolean }): JSX.Element {
  const label = isFolded ? 'Show the distributions' : 'Hide the distributions'
  return (
    <Link
      href={href}
      replace
      scroll={false}
      prefetch={false}
      title={label}
      aria-label={label}
      className="hover:text-primary float-left inline-flex size-6 items-center justify-center max-sm:hidden [@media(max-height:500px)]:hidden"
    >
      <span aria-hidden>{isFolded ? '▸' : '▾'}</span>
    </Link>
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
