'use client'

import type { JSX } from 'react'
import { CountMenus } from '@/components/counts/count-menus'
import { ColumnPicker } from '@/components/counts/counted-columns'
import { FilterChips } from '@/components/filter-chips'
import { ConditionForm } from '@/components/rows/condition-form'
import { SearchBox } from '@/components/search-box'
import { SelectedRows } from '@/components/selected-rows'
import { COUNTS_STEP, countsHref, type CountsParams, keptCounts } from '@/lib/search-params/counts'

interface CountsBarProps {
  id: string
  params: CountsParams
  /** Rows that the conditions select; null when unknown. */
  total: number | null
  /** Rows of the dataset. */
  rowCount: number
}

/**
 * What selects the rows, as above the rows themselves, and below it the columns to count. A client component, because the view
 * is shorter than its fields.
 */
export function CountsBar({ id, params, total, rowCount }: CountsBarProps): JSX.Element {
  return (
    <div className="flex flex-col gap-3 print:hidden">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          action={countsHref(id)}
          q={params.q}
          label="Search all columns"
          kept={keptCounts(params, 'q')}
          className="w-full sm:w-80"
        />
        <ConditionForm
          id={id}
          view={{ ...params, sort: [], columns: [] }}
          target={{ action: countsHref(id), kept: keptCounts(params) }}
        />
        {params.columns.length > 0 ? <CountMenus id={id} params={params} /> : null}
        <SelectedRows total={total} rowCount={rowCount} />
      </div>
      <FilterChips
        selection={params}
        hrefFor={(selection) => countsHref(id, { ...params, ...selection, limit: COUNTS_STEP, offset: 0 })}
      />
      <ColumnPicker id={id} params={params} />
    </div>
  )
}
