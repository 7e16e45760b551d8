import Link from 'next/link'
import type { JSX } from 'react'
import { LoadMore } from '@/components/load-more'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { formatCount, formatQuantity } from '@/lib/format'
import { nextSlice } from '@/lib/search-params/query'
import { datasetHref, rowAnchor, ROWS_MAX, ROWS_STEP, type RowsParams } from '@/lib/search-params/rows'

/** How many more rows the longer step adds, and up to how many rows a view is short enough to show whole. */
const LONG_STEP = 100

interface RowsPositionProps {
  id: string
  page: RowsPage
  params: RowsParams
}

/** Which rows are shown, and links to ten more and to many more. */
export function RowsPosition({ id, page, params }: RowsPositionProps): JSX.Element {
  const { limit, offset, ...view } = params
  const lastShown = offset + page.rows.length
  const left = page.total - lastShown
  const isShort = offset === 0 && page.total <= LONG_STEP
  const hrefOf = (step: number): string | null => {
    const next = nextSlice({ limit, offset }, step, ROWS_MAX, page.hasMore)
    return next && `${datasetHref(id, { ...view, ...next })}#${rowAnchor(lastShown + 1)}`
  }
  const long = isShort
    ? { href: hrefOf(page.total - limit), label: `Show all ${formatCount(page.total)}` }
    : { href: hrefOf(LONG_STEP), label: `Load ${formatCount(Math.min(LONG_STEP, left))} more` }
  return (
    <LoadMore
      href={hrefOf(ROWS_STEP)}
      label={`Load ${formatCount(Math.min(ROWS_STEP, left))} more`}
      further={left > ROWS_STEP ? long : undefined}
      position={rowsPosition(page, offset)}
    >
      {offset > 0 ? (
        <Link href={datasetHref(id, view)} className="text-link">
          Back to the first rows
        </Link>
      ) : null}
    </LoadMore>
  )
}

function rowsPosition({ rows, total, hasMore }: RowsPage, offset: number): string {
  if (rows.length === 0)
    return total === 0 ? 'No rows match.' : `There are only ${formatQuantity(total, 'row')}.`
  if (offset > 0) {
    return `Rows ${formatCount(offset + 1)}–${formatCount(offset + rows.length)} of ${formatCount(total)}`
  }
  if (hasMore) return `The first ${formatCount(rows.length)} of ${formatQuantity(total, 'row')}`
  return total === 1 ? 'The only row is shown.' : `All ${formatQuantity(total, 'row')} shown.`
}
