import { type JSX, use } from 'react'
import { describeMissing } from '@/lib/format/missing'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { areDifferent, listMissing } from '@/lib/datasets/model/profile'
import { type SentProfile, unpackColumn } from '@/lib/datasets/model/sent'
import { formatCount } from '@/lib/format'

/** A profile, or a message about the limit it hit. */
export type Profile = { answer: SentProfile; problem: null } | { answer: null; problem: string }

export type PendingProfile = Profile | Promise<Profile>

interface DistinctCountProps {
  column: DatasetColumn
  profile: Profile
}

const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact' })

/**
 * How many different values a column has. Its title says it in words, with those that are missing. Where all values differ,
 * the distribution says so.
 */
export function DistinctCount({ column, profile }: DistinctCountProps): JSX.Element | null {
  const { answer } = profile
  const found = answer?.columns[column]
  if (!answer || !found) return null
  const { distinct, missing } = unpackColumn(column, found)
  const values = `${formatCount(distinct)} different ${distinct === 1 ? 'value' : 'values'}`
  if (areDifferent(found, answer.totalRows)) return <span className="sr-only">{` ${values}`}</span>
  const title = [values, describeMissing(listMissing(missing))].filter((part) => part !== '').join('; ')
  return (
    <span title={title}>
      {SHORT.format(distinct)}
      <span className="sr-only">{` different ${distinct === 1 ? 'value' : 'values'}`}</span>
    </span>
  )
}

/** Suspends until the profile is there. */
export function LateCount({
  column,
  profile,
}: {
  column: DatasetColumn
  profile: Promise<Profile>
}): JSX.Element {
  return <DistinctCount column={column} profile={use(profile)} />
}
