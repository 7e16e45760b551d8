import { type JSX, Suspense } from 'react'
import { DistributionRow, PendingRow } from '@/components/distributions/distribution-row'
import type { Profile } from '@/components/facets/distinct-count'
import { datasetHref, type RowsView } from '@/lib/search-params/rows'

interface DistributionsProps {
  id: string
  view: RowsView
  /** The profile, or null while it is being computed. */
  ready: Profile | null
  pending: Promise<Profile>
}

/**
 * The second row of the table's head: the distribution of each column. A slow profile is streamed after the
 * rows into a placeholder of its size. That needs a script, so a profile that is ready is rendered directly.
 */
export function Distributions({ id, view, ready, pending }: DistributionsProps): JSX.Element {
  if (ready !== null) return <DistributionRow id={id} view={view} profile={ready} />
  return (
    <Suspense key={selectionKey(id, view)} fallback={<PendingRow columns={view.columns} />}>
      <LateRow id={id} view={view} pending={pending} />
    </Suspense>
  )
}

async function LateRow({ pending, ...props }: Omit<DistributionsProps, 'ready'>): Promise<JSX.Element> {
  return <DistributionRow {...props} profile={await pending} />
}

/** Resets the boundary for another selection, so that its rows do not wait for its profile. */
function selectionKey(id: string, view: RowsView): string {
  return datasetHref(id, { ...view, sort: [] })
}
