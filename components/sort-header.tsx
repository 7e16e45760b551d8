import type { JSX } from 'react'
import Link from 'next/link'
import { ArrowDownIcon, ArrowUpIcon } from 'lucide-react'
import { TableHead } from '@/components/ui/table'
import type { Sort } from '@/lib/datasets/view'

interface SortHeaderProps<Key extends string> {
  column: Key
  sort: Sort<Key>[]
  /** The address of the same view in another order; of its own order when there are no keys. */
  hrefFor: (sort: Sort<Key>[]) => string
  /** What the view's own order is, in words. */
  ownOrder: string
  /** Downwards comes first: for numbers of which the largest matter. */
  startsDown?: boolean
  /** What it says, when that is not the column's name. */
  label?: string
  className?: string
}

/** A column's name, which sorts by it: upwards, then downwards, then not at all. */
export function SortHeader<Key extends string>(props: SortHeaderProps<Key>): JSX.Element {
  const { column, sort, hrefFor, ownOrder, startsDown = false, className = 'font-mono text-xs' } = props
  const current = sort.find((key) => key.column === column)
  const isLast = current !== undefined && current.descending !== startsDown
  const next = { column, descending: current === undefined ? startsDown : !startsDown }
  const Arrow = current?.descending ? ArrowDownIcon : ArrowUpIcon
  return (
    <TableHead
      className={className}
      aria-sort={current ? (current.descending ? 'descending' : 'ascending') : 'none'}
    >
      <Link
        href={hrefFor(isLast ? [] : [next])}
        scroll={false}
        prefetch={false}
        title={isLast ? `Back to ${ownOrder}` : 'Sort by this column'}
        className="hover:text-primary inline-flex items-center gap-1 underline-offset-4 hover:underline"
      >
        {props.label ?? column}
        {current ? <Arrow aria-hidden className="size-3" /> : null}
      </Link>
    </TableHead>
  )
}
