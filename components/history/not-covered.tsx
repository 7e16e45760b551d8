import type { JSX } from 'react'
import type { NotCovered } from '@/lib/datasets/model/history'
import { formatQuantity } from '@/lib/format'

/** Says what a history does not cover; renders nothing when it covers everything. */
export function NotCoveredNote({ older, unreadable }: NotCovered): JSX.Element | null {
  if (older === 0 && unreadable === 0) return null
  return (
    <p role="note" className="text-warning text-sm">
      {older > 0 ? `${formatQuantity(older, 'older download')} not looked at. ` : null}
      {unreadable > 0
        ? `${formatQuantity(unreadable, 'download')} left out, because the files cannot be read here: run npm run verify where Holocron runs.`
        : null}
    </p>
  )
}
