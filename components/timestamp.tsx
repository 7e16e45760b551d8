import type { JSX } from 'react'
import { formatDateTime } from '@/lib/format'

/** A time, shown in UTC and machine-readable. */
export function Timestamp({ date }: { date: Date }): JSX.Element {
  return (
    <time dateTime={date.toISOString()} className="tabular-nums">
      {formatDateTime(date)}
    </time>
  )
}
