import Link from 'next/link'
import type { JSX } from 'react'
import { ConditionForm } from '@/components/rows/condition-form'
import { ExportMenu } from '@/components/rows/export-menu'
import { SearchForm } from '@/components/rows/search-form'
import { ColumnChooser } from '@/components/rows/visible-columns'
import { SelectedRows } from '@/components/selected-rows'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { countHistoryHref } from '@/lib/search-params/over-time/history'
import type { RowsParams } from '@/lib/search-params/rows'

interface RowsBarProps {
  id: string
  page: RowsPage
  params: RowsParams
  /** Rows of the dataset. */
  rowCount: number
}

/** What selects, shapes and exports the rows below, in one line, and how many rows are selected. */
export function RowsBar({ id, page, params, rowCount }: RowsBarProps): JSX.Element {
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <SearchForm id={id} view={params} />
      <ConditionForm id={id} view={params} />
      <ColumnChooser id={id} view={params} />
      <ExportMenu id={id} page={page} params={params} />
      <SelectedRows total={page.total} rowCount={rowCount} />
      {params.filters.length > 0 || params.q !== '' ? (
        <Link
          href={countHistoryHref(params)}
          prefetch={false}
          title="How many rows like these each download had"
          className="text-primary text-sm underline underline-offset-4 max-sm:hidden"
        >
          Over time
        </Link>
      ) : null}
    </div>
  )
}
