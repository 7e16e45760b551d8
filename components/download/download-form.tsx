import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { SourcePicker } from '@/components/download/source-picker'
import type { SourceChoice } from '@/lib/datasets/model/download'

/** Starts a download with one click; the source can be selected below the button. */
export function DownloadForm(props: { sources: SourceChoice[]; downloadAction: FormAction }): JSX.Element {
  return (
    <ActionForm
      action={props.downloadAction}
      label="Download latest"
      pendingLabel="Starting…"
      icon={<span aria-hidden>↓</span>}
      size="lg"
      className="flex-col items-start gap-4"
      fieldsLast
    >
      <SourcePicker sources={props.sources} />
    </ActionForm>
  )
}
