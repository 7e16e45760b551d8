import type { JSX } from 'react'
import { SearchBox } from '@/components/search-box'
import { countsHref, type CountsParams, keptCounts } from '@/lib/search-params/counts'

/** Counts only rows that contain a text in any column; keeps columns, other conditions and order. */
export function CountSearch({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  return (
    <SearchBox
      action={countsHref(id)}
      q={params.q}
      label="Search all columns"
      kept={keptCounts(params, 'q')}
      className="w-full sm:w-80"
    />
  )
}
