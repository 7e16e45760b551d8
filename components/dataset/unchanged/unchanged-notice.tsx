import Link from 'next/link'
import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatDateTime } from '@/lib/format'
import { datasetHref } from '@/lib/search-params/rows'

interface UnchangedNoticeProps {
  /** An unchanged download. */
  download: Dataset
  /** The dataset that it equals. */
  same: Dataset
  /** Downloads once more, and keeps it. */
  keepAction: FormAction
}

/** Says in one line that the last download brought nothing new. */
export function UnchangedNotice({ download, same, keepAction }: UnchangedNoticeProps): JSX.Element {
  return (
    <div className="bg-muted w-full rounded-md border px-3 py-1 text-xs sm:text-sm">
      Nothing has changed since {formatDateTime(same.finishedAt ?? same.createdAt)}.{' '}
      <Link
        href={datasetHref(same.id)}
        prefetch={false}
        className="text-primary mr-3 whitespace-nowrap underline underline-offset-4"
      >
        Open it
      </Link>
      <ActionForm
        action={keepAction}
        label="Keep anyway"
        pendingLabel="Starting…"
        variant="link"
        size="sm"
        className="inline [&>button]:h-6 [&>button]:px-0 [&>button]:text-[1em] [&>button]:underline"
      >
        <input type="hidden" name="id" value={download.id} />
      </ActionForm>
    </div>
  )
}
