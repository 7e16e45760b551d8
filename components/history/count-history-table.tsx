import type { JSX } from 'react'
import { Timestamp } from '@/components/timestamp'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import type { SnapshotCount } from '@/lib/datasets/model/history'
import type { Selection } from '@/lib/datasets/model/view'
import { formatCount, sourceLabel } from '@/lib/format'
import { datasetHref } from '@/lib/search-params/rows'

interface CountHistoryTableProps {
  counts: SnapshotCount[]
  selection: Selection
}

/** The count in each download, the newest first; each leads to its rows. */
export function CountHistoryTable({ counts, selection }: CountHistoryTableProps): JSX.Element {
  const rows = counts.map((one, index) => ({ ...one, before: counts[index - 1]?.count })).toReversed()
  return (
    <DataGrid label="Counts over time" className="[&_td]:py-1.5">
      <thead>
        <tr>
          <DataGridHead>Download</DataGridHead>
          <DataGridHead>Source</DataGridHead>
          <DataGridHead numeric>Count</DataGridHead>
          <DataGridHead numeric>Change</DataGridHead>
          <DataGridHead numeric>of all rows</DataGridHead>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ snapshot, count, before }) => (
          <tr key={snapshot.id}>
            <td>
              <Timestamp date={snapshot.createdAt} />
            </td>
            <td>{snapshot.source === null ? '' : sourceLabel(snapshot.source)}</td>
            <td className="text-right font-medium">
              <a
                href={datasetHref(snapshot.id, selection)}
                title="Show these rows"
                className="inline-block min-w-6 underline underline-offset-4"
              >
                {formatCount(count)}
              </a>
            </td>
            <td className="text-right">
              {before === undefined || before === count ? '' : formatChange(count - before)}
            </td>
            <td className="text-muted-foreground text-right">{formatCount(snapshot.rowCount)}</td>
          </tr>
        ))}
      </tbody>
    </DataGrid>
  )
}

/** "+3", "−2" */
function formatChange(change: number): string {
  return `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`
}
