import Link from 'next/link'
import type { JSX } from 'react'
import { DataGridHead } from '@/components/ui/data-grid'
import type { Sort } from '@/lib/datasets/model/view'

interface SortHeaderProps<Key extends string> {
  column: Key
  sort: Sort<Key>[]
  /** The URL of the same view in another order; without keys, in its default order. */
  hrefFor: (sort: Sort<Key>[]) => string
  /** The view's default order, in words. */
  ownOrder: string
  /** A column of numbers where the largest matter: right-aligned, and sorted descending first. */
  numeric?: boolean
  /** The heading, if it is not the column's name. */
  label?: string
}

/** A column's heading, which sorts by it: ascending, then descending, then not at all. */
export function SortHeader<Key extends string>(props: SortHeaderProps<Key>): JSX.Element {
  const { column, sort, hrefFor, ownOrder, numeric = false } = props
  const current = sort.find((key) => key.column === column)
  const next = nextSort(column, sort, numeric)
  return (
    <DataGridHead
      numeric={numeric}
      className={props.label === undefined ? 'font-mono text-xs' : undefined}
      aria-sort={current ? (current.descending ? 'descending' : 'ascending') : 'none'}
    >
      <Link
        href={hrefFor(next)}
        scroll={false}
        prefetch={false}
        title={next.length === 0 ? `Back to ${ownOrder}` : 'Sort by this column'}
        className="hover:text-primary inline-flex items-center gap-1 underline-offset-4 hover:underline"
      >
        {props.label ?? column}
        {current ? (
          <span aria-hidden className="select-none">
            {current.descending ? '↓' : '↑'}
          </span>
        ) : null}
      </Link>
    </DataGridHead>
  )
}

/** The order that a heading leads to; none for the view's own. Columns of numbers are sorted descending first. */
export function nextSort<Key extends string>(column: Key, sort: Sort<Key>[], numeric: boolean): Sort<Key>[] {
  const current = sort.find((key) => key.column === column)
  if (current === undefined) return [{ column, descending: numeric }]
  return current.descending === numeric ? [{ column, descending: !numeric }] : []
}
