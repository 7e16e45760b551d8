import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { SourcePicker } from '@/components/source-picker'
import type { SourceChoice } from '@/lib/datasets/types'

/** The one click; which source is asked can be picked below it. */
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
