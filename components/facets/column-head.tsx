import { type JSX, Suspense } from 'react'
import { DistinctCount, LateCount, type PendingProfile } from '@/components/facets/distinct-count'
import { MenuLink } from '@/components/facets/menu-link'
import { SortHeader } from '@/components/sort-header'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { type RowsParams, viewHref } from '@/lib/search-params/rows'

interface ColumnHeadProps {
  id: string
  column: DatasetColumn
  params: RowsParams
  /** Of the rows of the view; it may arrive later than they do. */
  profile?: PendingProfile | undefined
}

/** The heading of a column of rows: its name sorts; its number of values opens a menu with them. */
export function ColumnHead({ id, column, params, profile }: ColumnHeadProps): JSX.Element {
  const { filters, q, columns, head, sort } = params
  return (
    <SortHeader
      column={column}
      sort={sort}
      hrefFor={(order) => viewHref(id, { filters, q, columns, head, sort: order })}
      ownOrder="the dataset’s order"
      menu={
        <MenuLink id={id} column={column} view={{ filters, q, columns, head, sort }}>
          {profile === undefined ? null : 'then' in profile ? (
            <Suspense fallback={null}>
              <LateCount column={column} profile={profile} />
            </Suspense>
          ) : (
            <DistinctCount column={column} profile={profile} />
          )}
        </MenuLink>
      }
    />
  )
}
