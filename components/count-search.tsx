import type { JSX } from 'react'
import { SearchBox } from '@/components/search-box'
import { filterParam, sortParam } from '@/lib/search-params'
import { countsHref, type CountsParams } from '@/lib/search-params/counts'

/** Counts only rows with a text in any column; keeps the columns, the other conditions and the order. */
export function CountSearch({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  const { columns, filters, q, sort, view } = params
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (columns.length > 0) kept.unshift(['columns', columns.join()])
  if (view !== undefined) kept.push(['view', view])
  return (
    <SearchBox
      action={countsHref(id)}
      q={q}
      label="Count only rows that contain"
      placeholder="Count only rows that contain…"
      kept={kept}
      className="w-full"
    />
  )
}
