import type { JSX } from 'react'
import type { ValuesQuery } from '@/components/facets/read-values'
import { useValues } from '@/components/facets/use-values'
import { formatQuantity } from '@/lib/format'

/** The values of a column as the browser's own suggestions for a field. Without them, values are typed. */
export function ValueSuggestions({ listId, ...query }: ValuesQuery & { listId: string }): JSX.Element {
  const { found } = useValues(query)
  return (
    <datalist id={listId}>
      {found?.values
        .filter(({ value }) => value !== '')
        .map(({ value, count }) => (
          <option key={value} value={value} label={`${value} (${formatQuantity(count, 'row')})`} />
        ))}
    </datalist>
  )
}
