import type { JSX } from 'react'
import { RotateCw } from 'lucide-react'
import { ActionForm, type FormAction } from '@/components/action-form'

/** Starts a download anew from the source that a failed or cancelled one asked for. */
export function RetryForm(props: { source: string; downloadAction: FormAction }): JSX.Element {
  return (
    <ActionForm
      action={props.downloadAction}
      label="Try again"
      pendingLabel="Starting…"
      icon={<RotateCw aria-hidden />}
      variant="outline"
      size="sm"
    >
      <input type="hidden" name="source" value={props.source} />
    </ActionForm>
  )
}
