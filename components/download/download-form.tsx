import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { SourcePicker } from '@/components/download/source-picker'
import { DOWNLOAD_ANCHOR } from '@/lib/search-params/datasets'
import type { SourceChoice } from '@/lib/datasets/model/download'

/** Starts a download with one click; another source can be picked from the menu beside the button. */
export function DownloadForm(props: { sources: SourceChoice[]; downloadAction: FormAction }): JSX.Element {
  return (
    <ActionForm
      action={props.downloadAction}
      label="Download latest"
      pendingLabel="Starting…"
      anchor={DOWNLOAD_ANCHOR}
      icon={<span aria-hidden>↓</span>}
      size="lg"
      className="flex-wrap items-center gap-x-3 gap-y-2 max-sm:[&>button]:grow"
      fieldsLast
    >
      <SourcePicker sources={props.sources} />
    </ActionForm>
  )
}
