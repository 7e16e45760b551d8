import type { JSX } from 'react'
import { CountSearch } from '@/components/counts/count-search'
import { ColumnPicker } from '@/components/counts/counted-columns'
import { FilterChips } from '@/components/filter-chips'
import { Card, CardContent } from '@/components/ui/card'
import { COUNTS_STEP, countsHref, type CountsParams } from '@/lib/search-params/counts'

/** The query: which columns to count, and over which rows. */
export function CountForm({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  return (
    <Card>
      <CardContent className="flex flex-col gap-4">
        <ColumnPicker id={id} params={params} />
        <CountSearch id={id} params={params} />
        <FilterChips
          selection={params}
          hrefFor={(selection) => countsHref(id, { ...params, ...selection, limit: COUNTS_STEP, offset: 0 })}
        />
      </CardContent>
    </Card>
  )
}
