import { Suspense, type JSX } from 'react'
import { ConditionChoices } from '@/components/condition-choices'
import { DistributionRow, PendingRow, type Profile } from '@/components/distribution-row'
import { datasetHref } from '@/lib/search-params'
import type { RowsView } from '@/lib/search-params/rows'

interface DistributionsProps {
  id: string
  view: RowsView
  /** The profile, or null when it is still being worked out. */
  ready: Profile | null
  pending: Promise<Profile>
}

/**
 * The second row of the table's head: what each column is like. A profile that takes long is streamed after the rows, in
 * a place that has its size already. Streaming needs a script to put it there, so one that is ready does without.
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

/** The values to tick for a new condition, from the same profile. Without one, they are typed. */
export function Choices({ id, view, ready, pending }: DistributionsProps): JSX.Element | null {
  if (ready !== null) return ready.answer && <ConditionChoices columns={ready.answer.columns} />
  return (
    <Suspense key={selectionKey(id, view)} fallback={null}>
      <LateChoices pending={pending} />
    </Suspense>
  )
}

async function LateChoices({ pending }: Pick<DistributionsProps, 'pending'>): Promise<JSX.Element | null> {
  const { answer } = await pending
  return answer && <ConditionChoices columns={answer.columns} />
}

/** Makes another selection begin anew, instead of holding its rows back until its profile is there. */
function selectionKey(id: string, view: RowsView): string {
  return datasetHref(id, { ...view, sort: [] })
}
