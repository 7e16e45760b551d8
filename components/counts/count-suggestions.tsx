import Link from 'next/link'
import type { JSX } from 'react'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Selection } from '@/lib/datasets/model/view'
import { countsHref, type CountsParams } from '@/lib/search-params/counts'

interface CountSuggestionsProps {
  id: string
  /** Kept by the links. */
  selection: Selection
}

/** The counts page before a column is selected: what it does, with example links. */
export function CountSuggestions({ id, selection }: CountSuggestionsProps): JSX.Element {
  const { filters, q } = selection
  const isWhole = filters.length === 0 && q === ''
  const linkTo = (params: Partial<CountsParams>, label: string): JSX.Element => (
    <Link
      href={countsHref(id, { ...params, filters, q })}
      prefetch={false}
      className="text-primary underline underline-offset-4"
    >
      {label}
    </Link>
  )
  return (
    <section aria-labelledby="suggestions" className="flex max-w-prose flex-col gap-3">
      <h2 id="suggestions" className="text-lg font-semibold tracking-tight">
        No columns selected
      </h2>
      <p className="text-muted-foreground">
        Tick one or more columns to list every combination of their values and how often it occurs in{' '}
        {isWhole ? 'the whole dataset' : 'all selected rows'}.
      </p>
      <p>
        For example {linkTo({ columns: ['date', 'homeworld'] }, 'date and homeworld')} together,{' '}
        {linkTo({ columns: ['eye_color', 'gender'], view: 'pivot' }, 'eye_color by gender as a pivot')}, or a
        single column:
      </p>
      <ul className="flex flex-wrap gap-x-4 gap-y-2">
        {DATASET_COLUMNS.map((column) => (
          <li key={column}>{linkTo({ columns: [column] }, column)}</li>
        ))}
      </ul>
    </section>
  )
}
