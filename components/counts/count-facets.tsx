import type { JSX } from 'react'
import { CountPairs } from '@/components/counts/count-pairs'
import { FacetCard } from '@/components/counts/facet-card'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import type { Selection } from '@/lib/datasets/model/view'
import { countsHref } from '@/lib/search-params/counts'

interface CountFacetsProps {
  id: string
  /** Kept by the links. */
  selection: Selection
  /** The values of each column; null while they are unknown. */
  profile: DatasetProfile | null
}

/** The counts page before a column is chosen: each column with its first values, and pairs of columns. */
export function CountFacets({ id, selection, profile }: CountFacetsProps): JSX.Element {
  const { filters, q } = selection
  if (profile?.totalRows === 0) return <p className="text-muted-foreground text-sm">No rows match.</p>
  return (
    <section aria-labelledby="facets" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline gap-x-3 text-sm">
        <h2 id="facets" className="font-semibold">
          Choose what to count
        </h2>
        <p className="text-muted-foreground">
          Tick columns above to count every combination of their values, or begin with one of these.
        </p>
      </div>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 sm:gap-3 lg:grid-cols-5">
        {DATASET_COLUMNS.map((column) => (
          <FacetCard
            key={column}
            column={column}
            href={countsHref(id, { columns: [column], filters, q })}
            profile={profile?.columns.find((one) => one.column === column) ?? null}
            totalRows={profile?.totalRows ?? 0}
          />
        ))}
      </ul>
      <CountPairs id={id} selection={selection} profile={profile} />
    </section>
  )
}
