import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { RestoreForm } from '@/components/keeping/restore-form'
import { Alert } from '@/components/ui/alert'
import type { DeletedDataset } from '@/lib/datasets/model/keeping/deletion'
import { formatDateTime } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'

interface JustDeletedProps {
  deleted: DeletedDataset
  restoreAction: FormAction
}

/** Says what has just been deleted, with a way to undo it. */
export function JustDeleted({ deleted, restoreAction }: JustDeletedProps): JSX.Element {
  const { dataset, restorableUntil } = deleted
  return (
    <Alert role="status" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-0 break-words">
        Deleted “{datasetTitle(dataset)}”. It can be restored until {formatDateTime(restorableUntil)}.
      </p>
      <RestoreForm id={dataset.id} restoreAction={restoreAction} label="Undo" />
    </Alert>
  )
}
