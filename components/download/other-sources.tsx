import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import type { OtherSource } from '@/lib/datasets/model/download'

interface OtherSourcesProps {
  sources: OtherSource[]
  downloadAction: FormAction
}

/** Starts a download from another source: one button each, laid out by the element around them. */
export function OtherSources({ sources, downloadAction }: OtherSourcesProps): JSX.Element {
  return (
    <>
      {sources.map(({ value, label }) => (
        <ActionForm
          key={value}
          action={downloadAction}
          label={label}
          pendingLabel="Starting…"
          variant="outline"
          size="sm"
        >
          <input type="hidden" name="source" value={value} />
        </ActionForm>
      ))}
    </>
  )
}
