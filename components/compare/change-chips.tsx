import type { JSX } from 'react'
import { Chip, FilterChips } from '@/components/filter-chips'
import { showInvisible } from '@/lib/format/invisible'
import type { CompareParams } from '@/lib/search-params/over-time/compare'

interface ChangeChipsProps {
  params: CompareParams
  hrefFor: (params: Partial<CompareParams>) => string
}

/** Which of the changes are shown; each condition can be removed. Renders nothing when all are. */
export function ChangeChips({ params, hrefFor }: ChangeChipsProps): JSX.Element | null {
  const { change, changed } = params
  return (
    <>
      {change.length > 0 || changed !== null ? (
        <ul aria-label="Kinds of changes" className="flex flex-wrap gap-2 text-sm">
          {change.length > 0 ? (
            <Chip text={`only ${change.join(' and ')} rows`} href={hrefFor({ change: [] })} />
          ) : null}
          {changed === null ? null : (
            <Chip text={describeChanged(params)} href={hrefFor({ changed: null, old: null, new: null })} />
          )}
        </ul>
      ) : null}
      <FilterChips selection={params} hrefFor={hrefFor} />
    </>
  )
}

function describeChanged({ changed, old, new: now }: CompareParams): string {
  const show = (value: string): string => (value === '' ? 'empty' : showInvisible(value))
  if (old === null && now === null) return `${changed} changed`
  if (old === null) return `${changed} changed to ${show(now ?? '')}`
  return now === null
    ? `${changed} changed from ${show(old)}`
    : `${changed} changed from ${show(old)} to ${show(now)}`
}
