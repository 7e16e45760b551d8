import type { Metadata } from 'next'
import type { JSX } from 'react'
import { removeNow, restoreDataset } from '@/app/keeping-actions'
import { DeletedList } from '@/components/keeping/deleted-list'
import { LoadMore } from '@/components/load-more'
import { requireReader } from '@/lib/access/pages'
import { listDeleted } from '@/lib/datasets/keeping/deleted'
import { formatCount, formatQuantity } from '@/lib/format'
import {
  deletedHref,
  DELETED_MAX,
  DELETED_STEP,
  parseDeletedParams,
} from '@/lib/search-params/over-time/retention'
import { nextSlice, type SearchParams } from '@/lib/search-params/query'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Deleted' }

/** What was deleted within the last day, and can be restored. */
export default async function DeletedPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const slice = parseDeletedParams(await props.searchParams)
  const { deleted, total, hasMore } = await listDeleted(slice)
  const next = nextSlice(slice, DELETED_STEP, DELETED_MAX, hasMore)
  const added = Math.min(DELETED_STEP, total - slice.offset - deleted.length)
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">Deleted</h1>
        <p className="text-muted-foreground mt-1 text-sm">
          Deleted datasets can be restored for 24 hours, with their names, notes and links. Then their files
          are removed for good.
        </p>
      </div>
      {total === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-10 text-center">
          Nothing was deleted within the last 24 hours.
        </p>
      ) : (
        <>
          {deleted.length > 0 ? (
            <DeletedList deleted={deleted} restoreAction={restoreDataset} removeAction={removeNow} />
          ) : null}
          <LoadMore
            href={next === null ? null : deletedHref(next)}
            label={`Load ${formatCount(added)} more`}
            position={`${formatCount(deleted.length)} of ${formatQuantity(total, 'deleted dataset')}`}
          />
        </>
      )}
    </div>
  )
}
