import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { Badge } from '@/components/ui/badge'

interface PinFormProps {
  id: string
  pinned: boolean
  pinAction: FormAction
}

/** Pins a dataset, so that retention rules never delete it, or unpins it; a pinned one says so. */
export function PinForm({ id, pinned, pinAction }: PinFormProps): JSX.Element {
  return (
    <div className="flex items-center gap-1">
      {pinned ? (
        <Badge variant="secondary" className="max-sm:sr-only">
          Pinned
        </Badge>
      ) : null}
      <ActionForm
        action={pinAction}
        label={pinned ? 'Unpin' : 'Pin'}
        pendingLabel={pinned ? 'Unpinning…' : 'Pinning…'}
        variant="ghost"
        size="sm"
        className="form-quiet"
      >
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="pinned" value={pinned ? 'no' : 'yes'} />
      </ActionForm>
    </div>
  )
}
