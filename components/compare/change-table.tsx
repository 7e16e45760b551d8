import type { JSX } from 'react'
import { Value } from '@/components/value'
import { Badge, type BadgeProps } from '@/components/ui/badge'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import { type DatasetColumn, RESOURCE } from '@/lib/datasets/model/columns'
import type { Change, RowChange } from '@/lib/datasets/model/comparison'
import { formatCount } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'
import { rowHistoryHref } from '@/lib/search-params/over-time/history'

const LOOKS: Record<Change, { sign: string; variant: BadgeProps['variant'] }> = {
  added: { sign: '+', variant: 'success' },
  removed: { sign: '−', variant: 'failure' },
  changed: { sign: '±', variant: 'running' },
}

interface ChangeTableProps {
  changes: RowChange[]
  /** The columns to show, besides the one that names a row. */
  columns: DatasetColumn[]
  /** Columns that are not compared: their values are context. */
  ignored: readonly DatasetColumn[]
}

/** The rows that differ: changed cells show the old value struck out and the new one. */
export function ChangeTable({ changes, columns, ignored }: ChangeTableProps): JSX.Element {
  return (
    <DataGrid
      label="Table of changes"
      className="[&_del]:text-destructive [&_ins]:text-success [&_ins]:no-underline [&_td]:px-2 [&_td]:py-1.5 [&_th]:h-8 [&_th]:px-2"
    >
      <thead>
        <tr>
          <DataGridHead>Change</DataGridHead>
          <DataGridHead numeric title={`SWAPI’s number of the ${RESOURCE.subject}`}>
            #
          </DataGridHead>
          {[RESOURCE.title, ...columns].map((column) => (
            <DataGridHead key={column} className="font-mono text-xs">
              {column}
            </DataGridHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((row) => (
          <tr key={row.id}>
            <td>
              <Badge variant={LOOKS[row.change].variant}>
                <span aria-hidden>{LOOKS[row.change].sign}</span> {row.change}
              </Badge>
            </td>
            <td className="text-right">
              <a
                href={rowHistoryHref(row.id)}
                title="Its history over all downloads"
                className="inline-block min-w-6 underline decoration-dotted underline-offset-4"
              >
                {formatCount(row.id)}
              </a>
            </td>
            {[RESOURCE.title, ...columns].map((column) => (
              <ChangedCell key={column} row={row} column={column} isCompared={!ignored.includes(column)} />
            ))}
          </tr>
        ))}
      </tbody>
    </DataGrid>
  )
}

function ChangedCell(props: { row: RowChange; column: DatasetColumn; isCompared: boolean }): JSX.Element {
  const { before, after, change } = props.row
  const [old, now] = [before?.[props.column], after?.[props.column]]
  if (change === 'changed' && props.isCompared && old !== now) {
    const title = `${showInvisible(old ?? '')} → ${showInvisible(now ?? '')}`
    return (
      <td title={title} className="bg-accent/60">
        <del>
          <Value value={old ?? ''} />
        </del>{' '}
        <span aria-hidden>→</span>{' '}
        <ins>
          <Value value={now ?? ''} />
        </ins>
      </td>
    )
  }
  return (
    <td className={change === 'changed' ? 'text-muted-foreground' : undefined}>
      <Value value={now ?? old ?? ''} />
    </td>
  )
}
