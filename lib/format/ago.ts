/** Times as distances. Safe to import from client components, but rendered on the server: "now" is the server's. */
import { formatQuantity } from '@/lib/format'

const MINUTE = 60_000
const UNITS: [ms: number, name: string][] = [
  [365 * 24 * 60 * MINUTE, 'year'],
  [30 * 24 * 60 * MINUTE, 'month'],
  [24 * 60 * MINUTE, 'day'],
  [60 * MINUTE, 'hour'],
  [MINUTE, 'minute'],
]

/** "3 days ago", in the largest unit that is whole; "just now" for less than a minute, or for a clock that is ahead. */
export function formatAgo(date: Date, now: Date): string {
  const ms = now.getTime() - date.getTime()
  const unit = UNITS.find(([length]) => ms >= length)
  return unit ? `${formatQuantity(Math.floor(ms / unit[0]), unit[1])} ago` : 'just now'
}
