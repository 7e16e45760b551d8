import type { JSX } from 'react'
import { SearchBox } from '@/components/search-box'
import { datasetHref, keptParams, type RowsView } from '@/lib/search-params/rows'

/** Searches all columns of a dataset; keeps the other conditions, the order and the columns. */
export function SearchForm({ id, view }: { id: string; view: RowsView }): JSX.Element {
  return (
    <SearchBox
      action={datasetHref(id)}
      q={view.q}
      label="Search all columns"
      kept={keptParams(view, 'q')}
      className="w-full sm:w-80"
    />
  )
}
