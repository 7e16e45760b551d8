import Link from 'next/link'
import type { JSX } from 'react'
import type { Filter } from '@/lib/datasets/model/view'
import { formatQuantity } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'
import { datasetHref, type RowsView } from '@/lib/search-params/rows'

interface DidYouMeanProps {
  id: string
  view: RowsView
  /** Values that the view's conditions may have meant. */
  similar: { filter: Filter; value: string; count: number }[]
}

/** Offers values in place of those that no row has. */
export function DidYouMean({ id, view, similar }: DidYouMeanProps): JSX.Element {
  return (
    <>
      {similar.map(({ filter, value, count }) => {
        const filters = view.filters.map((one) => (one === filter ? { ...filter, value } : one))
        return (
          <p key={`${filter.column} ${value}`} className="text-sm">
            No {filter.column} is “{showInvisible(filter.value)}”. Did you mean{' '}
            <Link
              href={datasetHref(id, { ...view, filters })}
              scroll={false}
              prefetch={false}
              className="text-link"
            >
              {showInvisible(value)}
            </Link>
            ? ({formatQuantity(count, 'row')})
          </p>
        )
      })}
    </>
  )
}
