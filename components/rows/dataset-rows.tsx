'use client'

import type { JSX, ReactNode } from 'react'
import type { PendingProfile } from '@/components/facets/distinct-count'
import { FilterChips } from '@/components/filter-chips'
import { RowTable } from '@/components/rows/row-table'
import { RowsBar } from '@/components/rows/rows-bar'
import { RowsPosition } from '@/components/rows/rows-position'
import { type SentRows, unpackRows } from '@/lib/datasets/model/sent'
import { datasetHref, ROWS_STEP, type RowsParams } from '@/lib/search-params/rows'

interface DatasetRowsProps {
  id: string
  page: SentRows
  params: RowsParams
  /** Rows of the dataset. */
  rowCount: number
  /** A row of the table's head, with the distribution of each column. */
  distributions?: ReactNode
  /** Counts the values of each column. */
  profile?: PendingProfile
  /** Values to show in place of those that no row has. */
  suggestions?: ReactNode
}

const FROM_THE_START = { limit: ROWS_STEP, offset: 0 }

/**
 * The requested rows, what selects them, and the ways to more of them. A client component, so that its payload is the rows
 * and the view, sent once, instead of every rendered cell, field and link; the HTML contains these anyway.
 */
export function DatasetRows(props: DatasetRowsProps): JSX.Element {
  const { id, params, rowCount, distributions, profile, suggestions } = props
  const page = unpackRows(props.page)
  return (
    <section aria-label="Rows" className="flex flex-col gap-3">
      <RowsBar id={id} page={page} params={params} rowCount={rowCount} />
      <FilterChips
        selection={params}
        hrefFor={(selection) => datasetHref(id, { ...params, ...FROM_THE_START, ...selection })}
      />
      {page.rows.length > 0 ? (
        <RowTable id={id} page={page} params={params} distributions={distributions} profile={profile} />
      ) : null}
      {suggestions}
      <RowsPosition id={id} page={page} params={params} />
    </section>
  )
}
