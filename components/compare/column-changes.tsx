import Link from 'next/link'
import type { JSX } from 'react'
import { Value } from '@/components/value'
import type { ColumnChanges } from '@/lib/datasets/model/comparison'
import { formatCount, formatQuantity } from '@/lib/format'
import type { CompareParams } from '@/lib/search-params/over-time/compare'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'

interface ColumnChangesListProps {
  columns: ColumnChanges[]
  hrefFor: (params: Partial<CompareParams>) => string
}

/** What changed in each column: how many cells, and the most frequent replacements, each leading to its rows. */
export function ColumnChangesList({ columns, hrefFor }: ColumnChangesListProps): JSX.Element | null {
  const changed = columns.filter(({ cells }) => cells > 0)
  if (changed.length === 0) return null
  return (
    <dl className="bg-card grid gap-x-6 gap-y-3 rounded-lg border p-4 text-sm sm:grid-cols-2 lg:grid-cols-3">
      {changed.map(({ column, cells, pairs }) => (
        <div key={column} className="min-w-0">
          <dt>
            <Link
              href={hrefFor({ changed: column, old: null, new: null, change: [] })}
              scroll={false}
              prefetch={false}
              className="hover:text-primary font-mono text-xs underline underline-offset-4"
            >
              {column}
            </Link>{' '}
            <span className="text-muted-foreground text-xs">{formatQuantity(cells, 'cell')}</span>
          </dt>
          {pairs.map((pair) => {
            const text = (
              <>
                <span className="min-w-0 truncate">
                  <Value value={pair.old} /> → <Value value={pair.new} />
                </span>
                <span className="text-muted-foreground ml-auto tabular-nums">{formatCount(pair.count)}</span>
              </>
            )
            const isLong = pair.old.length > MAX_VALUE_LENGTH || pair.new.length > MAX_VALUE_LENGTH
            return (
              <dd key={JSON.stringify([pair.old, pair.new])}>
                {isLong ? (
                  <span className="flex min-h-6 items-center gap-2">{text}</span>
                ) : (
                  <Link
                    href={hrefFor({ changed: column, old: pair.old, new: pair.new, change: [] })}
                    scroll={false}
                    prefetch={false}
                    title={`Show the ${formatQuantity(pair.count, 'row')} with this change`}
                    className="hover:bg-accent -mx-1 flex min-h-6 items-center gap-2 rounded px-1"
                  >
                    {text}
                  </Link>
                )}
              </dd>
            )
          })}
        </div>
      ))}
    </dl>
  )
}
