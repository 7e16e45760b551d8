import Link from 'next/link'
import type { JSX } from 'react'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Sort } from '@/lib/datasets/model/view'

interface ColumnOrderProps {
  column: DatasetColumn
  sort: Sort[]
  hrefFor: (sort: Sort[]) => string
  onChoose: () => void
}

/** The orders of rows by a column. */
export function ColumnOrder({ column, sort, hrefFor, onChoose }: ColumnOrderProps): JSX.Element {
  const current = sort.find((key) => key.column === column)
  const orders: { text: string; order: Sort[]; isCurrent: boolean }[] = [
    { text: '↑ Ascending', order: [{ column, descending: false }], isCurrent: current?.descending === false },
    { text: '↓ Descending', order: [{ column, descending: true }], isCurrent: current?.descending === true },
    { text: 'Default order', order: [], isCurrent: sort.length === 0 },
  ]
  return (
    <ul aria-label={`Order by ${column}`} className="flex gap-1">
      {orders.map(({ text, order, isCurrent }) => (
        <li key={text} className="grow">
          <Link
            href={hrefFor(order)}
            scroll={false}
            prefetch={false}
            aria-current={isCurrent ? 'true' : undefined}
            onClick={onChoose}
            className="hover:bg-accent aria-[current]:bg-secondary flex h-8 items-center justify-center rounded-md border px-1.5 text-xs aria-[current]:font-medium"
          >
            {text}
          </Link>
        </li>
      ))}
    </ul>
  )
}
