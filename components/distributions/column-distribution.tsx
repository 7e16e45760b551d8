import type { JSX } from 'react'
import { Histogram } from '@/components/distributions/histogram'
import { ValueBars } from '@/components/distributions/value-bars'
import { type ColumnProfile, listMissing } from '@/lib/datasets/model/profile'
import { addFilter, type Filter, matchValues, narrowToBin } from '@/lib/datasets/model/view'
import { countsHref } from '@/lib/search-params/counts'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'
import { datasetHref, type RowsView } from '@/lib/search-params/rows'

interface ColumnDistributionProps {
  id: string
  view: RowsView
  profile: ColumnProfile
  totalRows: number
}

/** The distribution of a column's values over all rows of the view. Each bar links to its rows. */
export function ColumnDistribution({ id, view, profile, totalRows }: ColumnDistributionProps): JSX.Element {
  const { column, numeric } = profile
  const { filters, q } = view
  // Null where no URL can express the filters.
  const hrefOf = (narrowed: Filter[]): string | null =>
    narrowed.length <= MAX_FILTERS ? datasetHref(id, { ...view, filters: narrowed }) : null
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
  const values = missing.map(({ value }) => value)
  return (
    <Histogram
      column={column}
      numeric={numeric}
      missing={missing}
      missingHref={hrefOf([...filters, ...matchValues(column, values)])}
      hrefFor={(bin, isLast) => hrefOf(narrowToBin(filters, column, bin, isLast))}
    />
  )
}
