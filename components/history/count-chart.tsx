import type { JSX } from 'react'
import type { SnapshotCount } from '@/lib/datasets/model/history'
import { formatCount, formatDateTime } from '@/lib/format'

const HEIGHT = 120
const WIDTH = 1_000
/** The widest that a bar may be, so that two downloads do not look like walls. */
const WIDEST = 60

/** A bar for each download, in chronological order; from zero, so that heights compare. The table has the numbers. */
export function CountChart({ counts }: { counts: SnapshotCount[] }): JSX.Element {
  const largest = Math.max(...counts.map(({ count }) => count), 1)
  const step = Math.min(WIDTH / counts.length, WIDEST)
  return (
    <svg
      role="img"
      aria-label={`${formatCount(counts.length)} downloads, ${formatCount(counts[0]?.count ?? 0)} at first, ${formatCount(counts.at(-1)?.count ?? 0)} at last`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="bg-card h-30 w-full rounded-lg border"
    >
      {counts.map(({ snapshot, count }, index) => {
        const height = Math.max((count / largest) * (HEIGHT - 8), count > 0 ? 1 : 0)
        return (
          <rect
            key={snapshot.id}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(step * 0.85, 1)}
            height={height}
            className="fill-primary/70"
          >
            <title>{`${formatDateTime(snapshot.createdAt)}: ${formatCount(count)}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
