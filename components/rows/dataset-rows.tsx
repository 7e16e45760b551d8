import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { FilterChips } from '@/components/filter-chips'
import { LoadMore } from '@/components/load-more'
import { ConditionForm } from '@/components/rows/condition-form'
import { ExportMenu } from '@/components/rows/export-menu'
import { RowTable } from '@/components/rows/row-table'
import { SearchForm } from '@/components/rows/search-form'
import { ColumnChooser } from '@/components/rows/visible-columns'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { formatCount, formatQuantity } from '@/lib/format'
import { countsHref } from '@/lib/search-params/counts'
import { nextSlice } from '@/lib/search-params/query'
import { datasetHref, rowAnchor, ROWS_MAX, ROWS_STEP, type RowsParams } from '@/lib/search-params/rows'

interface DatasetRowsProps {
  id: string
  page: RowsPage
  params: RowsParams
  /** A row of the table's head, with the distribution of each column. */
  distributions?: ReactNode
  /** Values to tick for a new condition. */
  choices?: ReactNode
}

/** The requested rows, their position in the dataset, and the controls to select others and load more. */
export function DatasetRows({ id, page, params, distributions, choices }: DatasetRowsProps): JSX.Element {
  const { limit, offset, ...view } = params
  const lastShown = offset + page.rows.length
  const next = nextSlice({ limit, offset }, ROWS_STEP, ROWS_MAX, page.hasMore)
  const added = Math.min(ROWS_STEP, page.total - lastShown)
  return (
    <section aria-labelledby="rows" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="rows" className="text-lg font-semibold tracking-tight">
          Rows
        </h2>
        {view.filters.length > 0 || view.q !== '' ? (
          <Link
            href={countsHref(id, { filters: view.filters, q: view.q })}
            className="text-primary text-sm underline underline-offset-4"
          >
            Count values of these rows
          </Link>
        ) : null}
        {offset > 0 ? (
          <Link href={datasetHref(id, view)} className="text-primary text-sm underline underline-offset-4">
            Back to the first rows
          </Link>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <SearchForm id={id} view={view} />
        <ConditionForm id={id} view={view} choices={choices} />
        <ColumnChooser id={id} view={view} />
        <ExportMenu id={id} page={page} params={params} />
      </div>
      <FilterChips selection={view} hrefFor={(selection) => datasetHref(id, { ...view, ...selection })} />
      {page.rows.length > 0 ? (
        <RowTable id={id} page={page} params={params} distributions={distributions} />
      ) : null}
      <LoadMore
        href={next === null ? null : `${datasetHref(id, { ...view, ...next })}#${rowAnchor(lastShown + 1)}`}
        label={`Load ${formatCount(added)} more`}
        position={rowsPosition(page, offset)}
      />
    </section>
  )
}

function rowsPosition({ rows, total, hasMore }: RowsPage, offset: number): string {
  if (rows.length === 0)
    return total === 0 ? 'No rows match.' : `There are only ${formatQuantity(total, 'row')}.`
  if (offset > 0) {
    return `Rows ${formatCount(offset + 1)}–${formatCount(offset + rows.length)} of ${formatCount(total)}`
  }
  return hasMore ? `${formatCount(rows.length)} of ${formatQuantity(total, 'row')}` : allRowsText(total)
}

function allRowsText(total: number): string {
  return total === 1 ? 'The only row is shown.' : `All ${formatQuantity(total, 'row')} shown.`
}
