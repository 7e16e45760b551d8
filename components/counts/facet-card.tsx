import Link from 'next/link'
import type { JSX } from 'react'
import { PendingMark } from '@/components/pending-mark'
import { ValueText } from '@/components/value-text'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
import { cssPercent, formatCount, formatQuantity } from '@/lib/format'

const VALUES = 5

interface FacetCardProps {
  column: DatasetColumn
  /** Counts by this column. */
  href: string
  /** Null while it is unknown. */
  profile: ColumnProfile | null
  totalRows: number
}

/** A column as a card: how many values it has, and the most frequent ones. All of it is a link that counts by it. */
export function FacetCard({ column, href, profile, totalRows }: FacetCardProps): JSX.Element {
  return (
    <li className="bg-card hover:border-primary has-focus-visible:outline-ring relative flex flex-col gap-1 rounded-lg border p-2 text-xs has-focus-visible:outline-2 has-focus-visible:outline-offset-2 sm:p-3">
      <h3 className="flex justify-between gap-x-2 max-sm:flex-col sm:items-baseline">
        <Link
          href={href}
          scroll={false}
          prefetch={false}
          className="text-primary min-w-0 truncate font-mono leading-6 underline-offset-4 outline-none after:absolute after:inset-0 after:z-1 hover:underline"
        >
          {column}
          <PendingMark />
        </Link>
        <span className="text-muted-foreground font-normal whitespace-nowrap">
          {profile === null ? null : formatQuantity(profile.distinct, 'value')}
        </span>
      </h3>
      <div className="h-30">
        {profile === null ? <Unknown /> : <Values profile={profile} totalRows={totalRows} />}
      </div>
    </li>
  )
}

function Values({ profile, totalRows }: { profile: ColumnProfile; totalRows: number }): JSX.Element {
  if (profile.distinct === totalRows && totalRows > VALUES)
    return <p className="text-muted-foreground">Each row has a different value.</p>
  return (
    <ul className="tabular-nums">
      {profile.top.slice(0, VALUES).map(({ value, count }) => (
        <li key={value} className="relative flex h-6 items-center gap-2 px-1">
          <i
            aria-hidden
            className="bg-primary/15 absolute inset-y-px left-0 rounded-xs"
            style={{ width: cssPercent(count / totalRows) }}
          />
          <span className="relative truncate">
            {value === '' ? <i>(empty)</i> : <ValueText value={value} />}
          </span>
          <span className="relative ml-auto">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Of the same size, so that nothing moves when the values arrive. */
function Unknown(): JSX.Element {
  return <div aria-hidden className="bg-muted h-full rounded-sm" />
}
