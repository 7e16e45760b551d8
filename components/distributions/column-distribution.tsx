import type { JSX } from 'react'
import { Histogram } from '@/components/distributions/histogram'
import { ValueBars } from '@/components/distributions/value-bars'
import { Badge } from '@/components/ui/badge'
import type { ColumnProfile, MissingCounts } from '@/lib/datasets/model/profile'
import { addFilter, type Filter, narrowToBin } from '@/lib/datasets/model/view'
import { formatCount } from '@/lib/format'
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
  return (
    <>
      {numeric === null ? (
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
      ) : (
        <Histogram
          column={column}
          numeric={numeric}
          hrefFor={(bin, isLast) => hrefOf(narrowToBin(filters, column, bin, isLast))}
        />
      )}
      <div className="flex h-10 flex-wrap content-start gap-1 overflow-hidden">
        {describeValues(profile, totalRows).map(({ text, title }) => (
          <Badge key={text} variant="outline" size="sm" title={title} className="max-w-full">
            {text}
          </Badge>
        ))}
      </div>
    </>
  )
}

interface Remark {
  text: string
  title?: string
}

const MISSING: Record<keyof MissingCounts, string> = {
  empty: 'empty',
  unknown: 'unknown',
  na: 'n/a',
  none: 'none',
}

/** How many values there are and how many are missing: at most three remarks, which fit the space. */
function describeValues({ distinct, missing }: ColumnProfile, totalRows: number): Remark[] {
  const kinds = (Object.keys(MISSING) as (keyof MissingCounts)[])
    .filter((kind) => missing[kind] > 0)
    .map((kind) => `${formatCount(missing[kind])} ${MISSING[kind]}`)
  const total = missing.empty + missing.unknown + missing.na + missing.none
  const gone =
    kinds.length > 2
      ? [{ text: `${formatCount(total)} missing`, title: kinds.join(', ') }]
      : kinds.map((text) => ({ text }))
  if (distinct === 1) return [{ text: 'constant', title: 'Every row has the same value.' }, ...gone]
  const unique = distinct === totalRows ? [{ text: 'unique', title: 'No value occurs twice.' }] : []
  return [{ text: `${formatCount(distinct)} distinct` }, ...unique, ...gone]
}
