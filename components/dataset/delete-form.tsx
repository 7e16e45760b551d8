import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'

/** Deletes a dataset, in two steps: a first click opens the warning and the button. */
export function DeleteForm({ id, deleteAction }: { id: string; deleteAction: FormAction }): JSX.Element {
  return (
    <details className="text-sm">
      <summary className="text-muted-foreground hover:text-foreground w-fit cursor-pointer py-1">
        Delete this dataset…
      </summary>
      <div className="mt-2 flex max-w-prose flex-col gap-3 rounded-lg border p-4">
        <p>
          Links to it will stop working. It can be restored for 24 hours; then its files and all its metadata
          are removed for good.
        </p>
        <ActionForm
          action={deleteAction}
          label="Delete it"
          pendingLabel="Deleting…"
          variant="outline"
          size="sm"
        >
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      </div>
    </details>
  )
}
