import type { JSX } from 'react'
import { ColumnPicker } from '@/components/column-picker'
import { CountSearch } from '@/components/count-search'
import { FilterChips } from '@/components/filter-chips'
import { Card } from '@/components/ui/card'
import { COUNTS_STEP, countsHref, type CountsParams } from '@/lib/search-params/counts'

/** What is asked: which columns to count, and of which rows. */
export function CountForm({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  return (
    <Card className="flex flex-col gap-4">
      <ColumnPicker id={id} params={params} />
      <CountSearch id={id} params={params} />
      <FilterChips
        selection={params}
        hrefFor={(selection) => countsHref(id, { ...params, ...selection, limit: COUNTS_STEP, offset: 0 })}
      />
    </Card>
  )
}
