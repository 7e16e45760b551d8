import Link from 'next/link'
import type { JSX } from 'react'
import { PendingMark } from '@/components/pending-mark'
import { type DatasetColumn, RESOURCE } from '@/lib/datasets/model/columns'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import type { Selection } from '@/lib/datasets/model/view'
import { formatCount } from '@/lib/format'
import { countsHref } from '@/lib/search-params/counts'

interface CountPairsProps {
  id: string
  /** Kept by the links. */
  selection: Selection
  /** Null while it is unknown. */
  profile: DatasetProfile | null
}

/** Two columns to count together, as a table or as a pivot. */
export function CountPairs({ id, selection, profile }: CountPairsProps): JSX.Element {
  const { filters, q } = selection
  const distinctOf = (column: DatasetColumn): string =>
    formatCount(profile?.columns.find((one) => one.column === column)?.distinct ?? 0)
  return (
    <section aria-labelledby="pairs" className="flex flex-wrap items-center gap-2 text-sm">
      <h3 id="pairs" className="font-medium">
        Two together
      </h3>
      <ul className="contents">
        {RESOURCE.pairs.map(({ columns: [first, second], isPivot }) => (
          <li key={`${first} ${second}`}>
            <Link
              href={countsHref(id, {
                columns: [first, second],
                filters,
                q,
                view: isPivot ? 'pivot' : undefined,
              })}
              scroll={false}
              prefetch={false}
              title={profile === null ? undefined : `${distinctOf(first)} by ${distinctOf(second)} values`}
              className="border-input bg-card hover:bg-accent relative inline-flex min-h-8 items-center rounded-md border px-3"
            >
              {isPivot ? `${first} by ${second}, a pivot` : `${first} and ${second}`}
              <PendingMark />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
