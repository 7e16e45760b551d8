import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { RestoreForm } from '@/components/keeping/restore-form'
import { Timestamp } from '@/components/timestamp'
import type { DeletedDataset } from '@/lib/datasets/model/keeping/deletion'
import { datasetTitle } from '@/lib/format/dataset-title'

interface DeletedListProps {
  deleted: DeletedDataset[]
  restoreAction: FormAction
  removeAction: FormAction
}

/** Deleted datasets, by whom and until when they can be restored, each with a button that does it. */
export function DeletedList({ deleted, restoreAction, removeAction }: DeletedListProps): JSX.Element {
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
          <div className="flex flex-wrap items-start gap-2">
            <RestoreForm id={dataset.id} restoreAction={restoreAction} />
            <RemoveForm id={dataset.id} removeAction={removeAction} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** In two steps: a first click opens the warning and the button. */
function RemoveForm({ id, removeAction }: { id: string; removeAction: FormAction }): JSX.Element {
  return (
    <details className="text-sm">
      <summary className="text-muted-foreground hover:text-foreground flex h-8 w-fit cursor-pointer items-center px-2">
        Remove now…
      </summary>
      <div className="mt-2 flex max-w-64 flex-col gap-2">
        <p>Its space is freed at once. This cannot be undone.</p>
        <ActionForm
          action={removeAction}
          label="Remove for good"
          pendingLabel="Removing…"
          variant="destructive"
          size="sm"
        >
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      </div>
    </details>
  )
}
