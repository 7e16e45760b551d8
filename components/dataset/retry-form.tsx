import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'

interface RetryFormProps {
  id: string
  retryAction: FormAction
  label?: string
}

/** Restarts a download that ended without a dataset. */
export function RetryForm({ id, retryAction, label = 'Retry' }: RetryFormProps): JSX.Element {
  return (
    <ActionForm action={retryAction} label={label} pendingLabel="Starting…" variant="outline" size="sm">
      <input type="hidden" name="id" value={id} />
    </ActionForm>
  )
}
