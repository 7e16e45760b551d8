import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'

interface RestoreFormProps {
  id: string
  restoreAction: FormAction
  label?: string
}

/** Restores a deleted dataset, and continues to its page. */
export function RestoreForm(props: RestoreFormProps): JSX.Element {
  const { id, restoreAction, label = 'Restore' } = props
  return (
    <ActionForm action={restoreAction} label={label} pendingLabel="Restoring…" variant="outline" size="sm">
      <input type="hidden" name="id" value={id} />
    </ActionForm>
  )
}
