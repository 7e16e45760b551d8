import type { JSX, ReactNode } from 'react'
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
  /** At the end of the heading. */
  menu?: ReactNode
}

/** A column's heading, which sorts by it: ascending, then descending, then not at all. */
export function SortHeader<Key extends string>(props: SortHeaderProps<Key>): JSX.Element {
  const { column, sort, hrefFor, ownOrder, numeric = false, menu } = props
  const current = sort.find((key) => key.column === column)
  const next = nextSort(column, sort, numeric)
  const link = (
    <a
      href={hrefFor(next)}
      title={
        next.length === 0 ? `Back to ${ownOrder}` : `Sort by ${menu === undefined ? 'this column' : column}`
      }
      className="sort-link"
    >
      {current ? (
        <>
          <span>{props.label ?? column}</span>
          <span aria-hidden className="select-none">
            {current.descending ? '↓' : '↑'}
          </span>
        </>
      ) : (
        (props.label ?? column)
      )}
    </a>
  )
  return (
    <DataGridHead
      numeric={numeric}
      // Cells are announced with the column's name alone.
      abbr={menu === undefined ? undefined : column}
      // All headings of rows are names.
      className={menu === undefined && props.label === undefined ? 'font-mono text-xs' : undefined}
      aria-sort={current && (current.descending ? 'descending' : 'ascending')}
    >
      {menu === undefined ? (
        link
      ) : (
        <span className="column-head">
          {link}
          {menu}
        </span>
      )}
    </DataGridHead>
  )
}

/** The order that a heading leads to; none for the view's own. Columns of numbers are sorted descending first. */
export function nextSort<Key extends string>(column: Key, sort: Sort<Key>[], numeric: boolean): Sort<Key>[] {
  const current = sort.find((key) => key.column === column)
  if (current === undefined) return [{ column, descending: numeric }]
  return current.descending === numeric ? [{ column, descending: !numeric }] : []
}
