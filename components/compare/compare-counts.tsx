import { clsx } from 'clsx'
import Link from 'next/link'
import { Fragment, type JSX, type ReactNode } from 'react'
import { Value } from '@/components/value'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { CountChangesPage, DatasetPair } from '@/lib/datasets/model/comparison'
import { formatCount, formatQuantity, formatShare } from '@/lib/format'
import { comparedCountsHref, compareHref, type CompareParams } from '@/lib/search-params/over-time/compare'

interface CompareCountsProps {
  pair: DatasetPair
  params: CompareParams
  /** Null when no columns are counted. */
  page: CountChangesPage | null
}

/** How often values occur before and after: any columns, the largest differences first. */
export function CompareCounts({ pair, params, page }: CompareCountsProps): JSX.Element {
  const { base, dataset } = pair
  const hrefFor = (count: DatasetColumn[]): string => compareHref(dataset.id, base.id, { ...params, count })
  return (
    <section aria-labelledby="compared-counts" className="mt-3 flex flex-col gap-3">
      <h2 id="compared-counts" className="text-lg font-semibold tracking-tight">
        Counts before and after
      </h2>
      <ul aria-label="Columns to count" className="flex flex-wrap gap-1.5 text-sm">
        {DATASET_COLUMNS.map((column) => {
          const isCounted = params.count.includes(column)
          const others = params.count.filter((one) => one !== column)
          return (
            <li key={column}>
              <Link
                href={hrefFor(isCounted ? others : [...others, column])}
                scroll={false}
                prefetch={false}
                aria-current={isCounted || undefined}
                className={clsx(
                  'inline-flex min-h-8 items-center rounded-md border px-2.5 font-mono text-xs',
                  isCounted ? 'border-primary bg-secondary font-medium' : 'bg-card hover:bg-accent',
                )}
              >
                {column}
              </Link>
            </li>
          )
        })}
      </ul>
      {page === null ? (
        <p className="text-muted-foreground text-sm">
          Choose columns to count their values in both datasets.
        </p>
      ) : (
        <CountChanges page={page}>
          {(['csv', 'ndjson'] as const).map((format) => (
            <Fragment key={format}>
              {' '}
              <a
                href={comparedCountsHref(dataset.id, base.id, params, format)}
                download
                className="text-primary inline-flex min-h-6 items-center underline underline-offset-4"
              >
                {format.toUpperCase()}
              </a>
            </Fragment>
          ))}
        </CountChanges>
      )}
    </section>
  )
}

/** @param children - what leads to all of them */
function CountChanges({ page, children }: { page: CountChangesPage; children: ReactNode }): JSX.Element {
  const { counts, totalGroups, changedGroups, rowsBefore, rowsAfter } = page
  return (
    <>
      <p className="text-sm tabular-nums">
        {formatQuantity(changedGroups, 'count')} of {formatCount(totalGroups)} differ
        {counts.length < totalGroups
          ? `; the ${formatCount(counts.length)} largest differences are shown`
          : ''}
        . All as{children}
      </p>
      {counts.length === 0 ? null : (
        <DataGrid label="Table of compared counts" className="[&_td]:py-1.5">
          <thead>
            <tr>
              {page.columns.map((column) => (
                <DataGridHead key={column} className="font-mono text-xs">
                  {column}
                </DataGridHead>
              ))}
              {['Before', 'After', 'Difference', 'Share before', 'Share after'].map((name) => (
                <DataGridHead key={name} numeric>
                  {name}
                </DataGridHead>
              ))}
            </tr>
          </thead>
          <tbody className="[&_td]:text-right">
            {counts.map(({ values, before, after }) => (
              <tr key={JSON.stringify(values)}>
                {values.map((value, index) => (
                  <td key={index} className="text-left!">
                    <Value value={value} />
                  </td>
                ))}
                <td>{formatCount(before)}</td>
                <td>{formatCount(after)}</td>
                <td className="font-medium">{formatDifference(after - before)}</td>
                <td className="text-muted-foreground">{formatShare(before / Math.max(rowsBefore, 1))}</td>
                <td className="text-muted-foreground">{formatShare(after / Math.max(rowsAfter, 1))}</td>
              </tr>
            ))}
          </tbody>
        </DataGrid>
      )}
    </>
  )
}

/** "+3", "−2", "0" */
function formatDifference(difference: number): string {
  if (difference === 0) return '0'
  return `${difference > 0 ? '+' : '−'}${formatCount(Math.abs(difference))}`
}
