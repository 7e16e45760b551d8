import type { JSX } from 'react'
import Link from 'next/link'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import { countsHref } from '@/lib/search-params'

/** What the counts page says before a column is chosen: what it does, and links that show it. */
export function CountSuggestions({ id }: { id: string }): JSX.Element {
  return (
    <section aria-labelledby="suggestions" className="flex max-w-prose flex-col gap-3">
      <h2 id="suggestions" className="text-lg font-semibold tracking-tight">
        Nothing chosen yet
      </h2>
      <p className="text-muted-foreground">
        Tick one or more columns and press Count: every combination of their values is listed with how often
        it occurs in the whole dataset.
      </p>
      <p>
        For example <CountLink id={id} columns={['date', 'homeworld']} label="date and homeworld" /> together,
        or a single column:
      </p>
      <ul className="flex flex-wrap gap-x-4 gap-y-2">
        {DATASET_COLUMNS.map((column) => (
          <li key={column}>
            <CountLink id={id} columns={[column]} label={column} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function CountLink(props: { id: string; columns: DatasetColumn[]; label: string }): JSX.Element {
  return (
    <Link
      href={countsHref(props.id, { columns: props.columns })}
      prefetch={false}
      className="text-primary underline underline-offset-4"
    >
      {props.label}
    </Link>
  )
}
