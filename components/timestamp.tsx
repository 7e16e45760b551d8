import type { JSX } from 'react'
import { formatDateTime } from '@/lib/format'
import { formatAgo } from '@/lib/format/ago'

/** A time, shown in UTC and machine-readable. */
export function Timestamp({ date }: { date: Date }): JSX.Element {
  return (
    <time dateTime={date.toISOString()} className="tabular-nums">
      {formatDateTime(date)}
    </time>
  )
}

/** A time as a distance from `now`, which the server says; the exact one is in its title. */
export function RelativeTime({ date, now }: { date: Date; now: Date }): JSX.Element {
  return (
    <time dateTime={date.toISOString()} title={formatDateTime(date)} className="tabular-nums">
      {formatAgo(date, now)}
    </time>
  )
}
