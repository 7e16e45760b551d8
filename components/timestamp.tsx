import type { JSX } from 'react'
import { formatDateTime } from '@/lib/format'

/** A moment, written in UTC and readable by machines. */
export function Timestamp({ date }: { date: Date }): JSX.Element {
  return (
    <time dateTime={date.toISOString()} className="tabular-nums">
      {formatDateTime(date)}
    </time>
  )
}
