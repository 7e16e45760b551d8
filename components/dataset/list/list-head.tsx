import { clsx } from 'clsx'
import Link from 'next/link'
import type { JSX } from 'react'
import { nextSort } from '@/components/sort-header'
import { DATASET_KEYS, type DatasetKey, type Sort } from '@/lib/datasets/model/view'

const LABELS: Record<DatasetKey, string> = {
  title: 'Dataset',
  when: 'When',
  source: 'Source',
  rows: 'Rows',
  size: 'Size',
  requests: 'Requests',
  duration: 'Duration',
}

/**
 * Widths in the table; the first column has the rest. They are fixed, so that no column moves while rows arrive, or when
 * another page of the list has longer values.
 */
const WIDTHS: Record<DatasetKey, string> = {
  title: '',
  when: 'lg:w-36',
  source: 'lg:w-44',
  rows: 'lg:w-24',
  size: 'lg:w-22',
  requests: 'lg:w-24',
  duration: 'lg:w-24',
}

/** Columns of numbers. */
export const NUMERIC: ReadonlySet<DatasetKey> = new Set(['rows', 'size', 'requests', 'duration'])

interface ListHeadProps {
  sort: Sort<DatasetKey>[]
  /** The URL of the list in another order; without keys, in its default order. */
  hrefFor: (sort: Sort<DatasetKey>[]) => string
}

/** The headings of the list, which sort it: above the columns of a table, or in a line above what a phone shows. */
export function ListHead({ sort, hrefFor }: ListHeadProps): JSX.Element {
  return (
    <thead role="rowgroup" className="block border-b px-3 py-1 text-xs lg:table-header-group lg:text-sm">
      <tr role="row" className="flex flex-wrap gap-x-3 lg:table-row">
        <th role="columnheader" scope="col" className="max-lg:absolute lg:w-10">
          <span className="sr-only">Select</span>
        </th>
        {DATASET_KEYS.map((column) => (
          <SortedHeading key={column} column={column} sort={sort} hrefFor={hrefFor} />
        ))}
      </tr>
    </thead>
  )
}

function SortedHeading({ column, sort, hrefFor }: ListHeadProps & { column: DatasetKey }): JSX.Element {
  const current = sort.find((key) => key.column === column)
  const next = nextSort(column, sort, column === 'when' || NUMERIC.has(column))
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={current ? (current.descending ? 'descending' : 'ascending') : 'none'}
      className={clsx(
        'font-medium lg:h-10 lg:border-b lg:px-2.5',
        WIDTHS[column],
        NUMERIC.has(column) ? 'lg:text-right' : 'text-left',
      )}
    >
      <Link
        href={hrefFor(next)}
        scroll={false}
        prefetch={false}
        title={next.length === 0 ? 'Back to the newest first' : 'Sort by this column'}
        className="hover:text-primary inline-flex min-h-6 items-center gap-1 underline-offset-4 hover:underline"
      >
        {LABELS[column]}
        {current ? (
          <span aria-hidden className="select-none">
            {current.descending ? '↓' : '↑'}
          </span>
        ) : null}
      </Link>
    </th>
  )
}
