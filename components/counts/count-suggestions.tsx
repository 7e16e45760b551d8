import { type JSX, Suspense } from 'react'
import { CountFacets } from '@/components/counts/count-facets'
import { QueryProblem } from '@/components/query-problem'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import type { Selection } from '@/lib/datasets/model/view'
import { countsHref } from '@/lib/search-params/counts'

/** A profile, or why there is none. */
type Profile =
  { answer: DatasetProfile; problem: null } | { answer: null; problem: string; isDamaged: boolean }

interface CountSuggestionsProps {
  id: string
  selection: Selection
  /** The profile of the selected rows, or null while it is being computed. */
  ready: Profile | null
  pending: Promise<Profile>
}

/** What to count. The columns are links at once, and get their values when the profile arrives. */
export function CountSuggestions(props: CountSuggestionsProps): JSX.Element {
  const { id, selection, ready, pending } = props
  if (ready !== null) return <Facets id={id} selection={selection} profile={ready} />
  const fallback = <CountFacets id={id} selection={selection} profile={null} />
  return (
    // Another selection starts anew, instead of showing the values of the last one.
    <Suspense key={countsHref(id, selection)} fallback={fallback}>
      <LateFacets id={id} selection={selection} pending={pending} />
    </Suspense>
  )
}

async function LateFacets({ pending, ...props }: Omit<CountSuggestionsProps, 'ready'>): Promise<JSX.Element> {
  return <Facets {...props} profile={await pending} />
}

interface FacetsProps extends Pick<CountSuggestionsProps, 'id' | 'selection'> {
  profile: Profile
}

function Facets({ id, selection, profile }: FacetsProps): JSX.Element {
  return (
    <div className="flex flex-col gap-3">
      {profile.problem === null ? null : (
        <QueryProblem
          sentence={profile.problem}
          isDamaged={profile.isDamaged}
          retryHref={countsHref(id, selection)}
        />
      )}
      <CountFacets id={id} selection={selection} profile={profile.answer} />
    </div>
  )
}
