import type { JSX } from 'react'
import { Histogram } from '@/components/distributions/histogram'
import { ValueBars } from '@/components/distributions/value-bars'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { listMissing } from '@/lib/datasets/model/profile'
import type { ShownColumn } from '@/lib/datasets/model/sent'
import { addFilter, type Filter, narrowToBin } from '@/lib/datasets/model/view'
import { countsHref } from '@/lib/search-params/counts'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import { type RowsView, viewHref } from '@/lib/search-params/rows'

interface ColumnDistributionProps {
  id: string
  view: RowsView
  profile: ShownColumn
  totalRows: number
}

/** The distribution of a column's values over all rows of the view. Each bar links to its rows. */
export function ColumnDistribution({ id, view, profile, totalRows }: ColumnDistributionProps): JSX.Element {
  const { column, numeric } = profile
  const { filters, q } = view
  // Null where no URL can express the filters.
  const hrefOf = (narrowed: Filter[]): string | null =>
    narrowed.length <= MAX_FILTERS ? viewHref(id, { ...view, filters: narrowed }) : null
  if (numeric === null) {
    return (
      <ValueBars
        profile={profile}
        totalRows={totalRows}
        countsHref={countsHref(id, { columns: [column], filters, q })}
        hrefFor={(value) =>
          value.length <= MAX_VALUE_LENGTH
            ? hrefOf(addFilter(filters, { column, operator: 'eq', value }))
            : null
        }
      />
    )
  }
  const missing = listMissing(profile.missing)
  return (
    <Histogram
      column={column}
      numeric={numeric}
      missing={missing}
      missingHref={hrefOf([...filters, matchMissing(column, missing)])}
      hrefFor={(bin, isLast) => hrefOf(narrowToBin(filters, column, bin, isLast))}
    />
  )
}

/** Of the placeholders, only the empty one has to be quoted in a list. */
function matchMissing(column: DatasetColumn, missing: { value: string }[]): Filter {
  const [first, ...others] = missing.map(({ value }) => value)
  if (others.length === 0) return { column, operator: 'eq', value: first ?? '' }
  return { column, operator: 'in', value: missing.map(({ value }) => value || '""').join() }
}
