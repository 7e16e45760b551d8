import type { JSX } from 'react'
import { formatCount, formatQuantity } from '@/lib/format'

interface SelectedRowsProps {
  /** Rows that the conditions select; null when unknown. */
  total: number | null
  /** Rows of the dataset. */
  rowCount: number
}

/** "5 of 82 rows", or "82 rows" when none is left out. */
export function SelectedRows({ total, rowCount }: SelectedRowsProps): JSX.Element {
  const all = formatQuantity(rowCount, 'row')
  return (
    <p role="status" className="text-sm font-medium tabular-nums empty:hidden sm:ml-auto">
      {total === null ? null : total === rowCount ? all : `${formatCount(total)} of ${all}`}
    </p>
  )
}
