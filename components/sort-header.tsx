import type { JSX } from 'react'
import Link from 'next/link'
import { TableHead } from '@/components/ui/table'
import type { Sort } from '@/lib/datasets/view'

interface SortHeaderProps<Key extends string> {
  column: Key
  sort: Sort<Key>[]
  /** The address of the same view in another order; of its own order when there are no keys. */
  hrefFor: (sort: Sort<Key>[]) => string
  /** What the view's own order is, in words. */
  ownOrder: string
  /** A column of numbers of which the largest matter: they stand to the right, and downwards comes first. */
  numeric?: boolean
  /** What it says in words, when that is not the column's name. */
  label?: string
}

/** A column's name, which sorts by it: upwards, then downwards, then not at all. */
export function SortHeader<Key extends string>(props: SortHeaderProps<Key>): JSX.Element {
  const { column, sort, hrefFor, ownOrder, numeric = false } = props
  const current = sort.find((key) => key.column === column)
  const isLast = current !== undefined && current.descending !== numeric
  const next = { column, descending: current === undefined ? numeric : !numeric }
  return (
    <TableHead
      numeric={numeric}
      className={props.label === undefined ? 'font-mono text-xs' : undefined}
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
        {current ? (
          <span aria-hidden className="select-none">
            {current.descending ? '↓' : '↑'}
          </span>
        ) : null}
      </Link>
    </TableHead>
  )
}
