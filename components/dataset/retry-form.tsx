import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'

/** Restarts a failed or cancelled download. */
export function RetryForm({ id, retryAction }: { id: string; retryAction: FormAction }): JSX.Element {
  return (
    <ActionForm action={retryAction} label="Retry" pendingLabel="Starting…" variant="outline" size="sm">
      <input type="hidden" name="id" value={id} />
    </ActionForm>
  )
}
