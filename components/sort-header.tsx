import type { JSX } from 'react'
import Link from 'next/link'
import { ArrowDownIcon, ArrowUpIcon } from 'lucide-react'
import { TableHead } from '@/components/ui/table'
import type { DatasetColumn } from '@/lib/datasets/types'
import type { Sort } from '@/lib/datasets/view'

interface SortHeaderProps {
  column: DatasetColumn
  sort: Sort[]
  /** The address of the same view in another order. */
  hrefFor: (sort: Sort[]) => string
}

/** A column's name, which sorts by it: upwards, then downwards, then not at all. */
export function SortHeader({ column, sort, hrefFor }: SortHeaderProps): JSX.Element {
  const current = sort.find((key) => key.column === column)
  const Arrow = current?.descending ? ArrowDownIcon : ArrowUpIcon
  return (
    <TableHead
      className="font-mono text-xs"
      aria-sort={current ? (current.descending ? 'descending' : 'ascending') : 'none'}
    >
      <Link
        href={hrefFor(nextSort(column, current))}
        scroll={false}
        prefetch={false}
        title={current?.descending ? 'Back to the dataset’s order' : 'Sort by this column'}
        className="hover:text-primary inline-flex items-center gap-1 underline-offset-4 hover:underline"
      >
        {column}
        {current ? <Arrow aria-hidden className="size-3" /> : null}
      </Link>
    </TableHead>
  )
}

function nextSort(column: DatasetColumn, current: Sort | undefined): Sort[] {
  if (current?.descending) return []
  return [{ column, descending: current !== undefined }]
}
