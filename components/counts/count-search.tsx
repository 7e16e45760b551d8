import type { JSX } from 'react'
import { SearchBox } from '@/components/search-box'
import { filterParam } from '@/lib/datasets/model/view'
import { countsHref, type CountsParams } from '@/lib/search-params/counts'
import { sortParam } from '@/lib/search-params/query'

/** Counts only rows that contain a text in any column; keeps columns, other conditions and order. */
export function CountSearch({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  const { columns, filters, q, sort, view } = params
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (columns.length > 0) kept.unshift(['columns', columns.join()])
  if (view !== undefined) kept.push(['view', view])
  return (
    <SearchBox
      action={countsHref(id)}
      q={q}
      label="Search all columns"
      kept={kept}
      className="w-full sm:w-80"
    />
  )
}
