import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { RestoreForm } from '@/components/keeping/restore-form'
import { Timestamp } from '@/components/timestamp'
import type { DeletedDataset } from '@/lib/datasets/model/keeping/deletion'
import { datasetTitle } from '@/lib/format/dataset-title'

interface DeletedListProps {
  deleted: DeletedDataset[]
  restoreAction: FormAction
}

/** Deleted datasets, by whom and until when they can be restored, each with a button that does it. */
export function DeletedList({ deleted, restoreAction }: DeletedListProps): JSX.Element {
  return (
    <ul aria-label="Deleted datasets" className="bg-card divide-y rounded-lg border">
      {deleted.map(({ dataset, deletedAt, deletedBy, restorableUntil }) => (
        <li
          key={dataset.id}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3"
        >
          <div className="flex min-w-0 flex-col gap-1 text-sm">
            <p className="flex flex-wrap items-center gap-x-2 font-medium">
              <span className="min-w-0 break-words">{datasetTitle(dataset)}</span>
              {dataset.status === 'ready' ? null : <DatasetStatusBadge status={dataset.status} />}
            </p>
            <p className="text-muted-foreground font-mono text-[11px] break-all">{dataset.fileName}</p>
            <p className="text-muted-foreground text-xs">
              Deleted <Timestamp date={deletedAt} />
              {deletedBy === 'rules' ? ' by the retention rules' : ''} · restorable until{' '}
              <Timestamp date={restorableUntil} />
            </p>
          </div>
          <RestoreForm id={dataset.id} restoreAction={restoreAction} />
        </li>
      ))}
    </ul>
  )
}
