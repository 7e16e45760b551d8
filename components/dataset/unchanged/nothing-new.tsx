import Link from 'next/link'
import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { RetryForm } from '@/components/dataset/retry-form'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatQuantity } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { datasetHref } from '@/lib/search-params/rows'

const LINK = 'text-primary font-medium underline underline-offset-4'

interface NothingNewProps {
  /** An unchanged download. */
  download: Dataset
  /** The dataset that it equals; null when that has been deleted. */
  same: Dataset | null
  /** Downloads once more, and keeps it. */
  keepAction: FormAction
}

/** Says that a download brought nothing new, where its rows are, and offers to keep it nevertheless. */
export function NothingNew({ download, same, keepAction }: NothingNewProps): JSX.Element {
  const all = `All ${formatQuantity(download.rowCount, RESOURCE.subject)}`
  const apart = `${RESOURCE.volatile.join(', ')} left out`
  return (
    <Alert role="status">
      <AlertTitle>Nothing has changed.</AlertTitle>
      <AlertDescription className="mb-3">
        {same === null ? (
          `${all} were the same as in a dataset that has been deleted since (${apart}). No file was kept of this download.`
        ) : (
          <>
            {all} are the same as in{' '}
            <Link href={datasetHref(same.id)} prefetch={false} className={LINK}>
              {datasetTitle(same)}
            </Link>{' '}
            ({apart}), so no second file was kept.
          </>
        )}
      </AlertDescription>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <RetryForm id={download.id} retryAction={keepAction} label="Keep anyway" />
        <p className="text-muted-foreground text-xs">It is downloaded once more, and becomes a dataset.</p>
      </div>
    </Alert>
  )
}
