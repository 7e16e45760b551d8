import Link from 'next/link'
import type { JSX } from 'react'
import { Timestamp } from '@/components/timestamp'
import { Badge } from '@/components/ui/badge'
import { Value } from '@/components/value'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Period } from '@/lib/datasets/model/history'
import { formatQuantity, sourceLabel } from '@/lib/format'
import { compareHref } from '@/lib/search-params/over-time/compare'
import { datasetHref } from '@/lib/search-params/rows'

/** The periods in which a row was the same, the newest first: when, what changed, and the whole row. */
export function PeriodList({ periods }: { periods: Period[] }): JSX.Element {
  const newestFirst = periods.map((period, index) => ({ period, before: periods[index - 1] })).toReversed()
  return (
    <ol className="flex flex-col gap-3">
      {newestFirst.map(({ period, before }, index) => (
        <li key={period.first.id} className="bg-card rounded-lg border p-4 text-sm wrap-anywhere">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Event period={period} before={before} />
            <span>
              <Link
                href={datasetHref(period.first.id)}
                prefetch={false}
                className="underline underline-offset-4"
              >
                <Timestamp date={period.first.createdAt} />
              </Link>
              {period.snapshots === 1 ? null : (
                <>
                  {' '}
                  to <Timestamp date={period.last.createdAt} />
                </>
              )}
            </span>
            <span className="text-muted-foreground">
              {formatQuantity(period.snapshots, 'download')}
              {period.first.source === null ? '' : `, the first from ${sourceLabel(period.first.source)}`}
            </span>
            {before ? (
              <Link
                href={compareHref(period.first.id, before.last.id)}
                prefetch={false}
                className="text-primary ml-auto underline underline-offset-4"
              >
                Everything that changed then
              </Link>
            ) : null}
          </p>
          {period.changes.length > 0 ? (
            <ul className="[&_del]:text-destructive [&_ins]:text-success mt-2 [&_ins]:no-underline">
              {period.changes.map((change) => (
                <li key={change.column}>
                  <span className="text-muted-foreground font-mono text-xs">{change.column}</span>{' '}
                  <del>
                    <Value value={change.old} />
                  </del>{' '}
                  →{' '}
                  <ins>
                    <Value value={change.new} />
                  </ins>
                </li>
              ))}
            </ul>
          ) : null}
          {period.row === null ? null : <WholeRow row={period.row} isOpen={index === 0} />}
        </li>
      ))}
    </ol>
  )
}

function Event({ period, before }: { period: Period; before: Period | undefined }): JSX.Element {
  if (period.row === null) return <Badge variant="failure">not there</Badge>
  if (before === undefined) return <Badge variant="secondary">first seen</Badge>
  return before.row === null ? (
    <Badge variant="success">added</Badge>
  ) : (
    <Badge variant="running">{formatQuantity(period.changes.length, 'value')} changed</Badge>
  )
}

function WholeRow({ row, isOpen }: { row: DatasetRow; isOpen: boolean }): JSX.Element {
  return (
    <details open={isOpen} className="mt-2">
      <summary className="text-muted-foreground hover:text-foreground w-fit cursor-pointer py-1">
        The whole row
      </summary>
      <dl className="mt-1 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-5">
        {DATASET_COLUMNS.map((column) => (
          <div key={column} className="min-w-0">
            <dt className="text-muted-foreground font-mono text-xs">{column}</dt>
            <dd className="wrap-anywhere">
              <Value value={row[column]} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
