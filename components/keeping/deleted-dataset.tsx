import Link from 'next/link'
import type { JSX } from 'react'
import { Button } from '@/components/ui/button'
import type { DeletedDataset as Deleted } from '@/lib/datasets/model/keeping/deletion'
import { formatDateTime } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { dashboardHref } from '@/lib/search-params/datasets'

interface DeletedDatasetProps {
  /** Null once it can no longer be restored. */
  deleted: Deleted | null
  /** Needs no script, which all pages of a dataset would load. */
  restoreAction: (form: FormData) => Promise<void>
}

/** In place of all pages of a deleted dataset: that it was deleted, and how to restore it. */
export function DeletedDataset({ deleted, restoreAction }: DeletedDatasetProps): JSX.Element {
  return (
    <div className="flex max-w-prose flex-col items-start gap-4">
      <h1 className="text-2xl font-semibold tracking-tight">This dataset was deleted</h1>
      {deleted === null ? (
        <p className="text-muted-foreground">It can no longer be restored.</p>
      ) : (
        <>
          <p className="text-muted-foreground">
            “{datasetTitle(deleted.dataset)}” was deleted{' '}
            {deleted.deletedBy === 'rules' ? 'by the retention rules ' : ''}on{' '}
            {formatDateTime(deleted.deletedAt)}. It can be restored until{' '}
            {formatDateTime(deleted.restorableUntil)}; then its files are removed.
          </p>
          <form action={restoreAction}>
            <input type="hidden" name="id" value={deleted.dataset.id} />
            <Button type="submit">Restore</Button>
          </form>
        </>
      )}
      <Link href={dashboardHref()} className="text-primary text-sm underline underline-offset-4">
        See all datasets
      </Link>
    </div>
  )
}
