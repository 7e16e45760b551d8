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
 * the row's number.
 */
export function RowTable({ id, page, params, distributions, profile }: RowTableProps): JSX.Element {
  const { offset, filters, q, columns, head, sort } = params
  const shown = columns.length > 0 ? columns : DATASET_COLUMNS
  return (
    <>
      <DataGrid
        label="Table of rows"
        className={shown[0] === RESOURCE.title ? 'row-grid row-grid-named' : 'row-grid'}
        data-right={listRight(shown)}
      >
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
                <ValueCell key={column} value={row[column]} />
              ))}
            </tr>
          ))}
        </tbody>
      </DataGrid>
      <CellLinks id={id} view={{ filters, q, columns, head, sort }} columns={shown} rows={page.rows} />
    </>
  )
}

/** The cells of numbers and years, which stand to the right: their places in a row, from 1. The first has the row's number. */
function listRight(shown: readonly DatasetColumn[]): string {
  const places = shown.map((column, index) =>
    ['number', 'year'].includes(kindOf(column)) ? index + 2 : null,
  )
  return places.filter((place) => place !== null).join(' ')
}

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
      className="fold-link"
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
  // Where the view leaves rows out, or has another order.
  const title = number === shown ? undefined : `Open row ${formatCount(number)} of the dataset`
  return (
    <a href={hrefFor(number)} title={title}>
      {formatCount(shown)}
    </a>
  )
}
