import type { JSX } from 'react'
import { Download } from 'lucide-react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'
import type { SourceChoice } from '@/lib/datasets/types'

/** The one click: pick a source, or leave it automatic, and download. */
export function DownloadForm(props: { sources: SourceChoice[]; downloadAction: FormAction }): JSX.Element {
  return (
    <ActionForm
      action={props.downloadAction}
      label="Download latest"
      pendingLabel="Starting…"
      icon={<Download aria-hidden />}
    >
      <div className="flex grow flex-col gap-1.5 sm:grow-0">
        <label htmlFor="source" className="text-sm font-medium">
          Source
        </label>
        <NativeSelect id="source" name="source" defaultValue="auto" className="sm:w-60">
          {props.sources.map((source) => (
            <NativeSelectOption key={source.value} value={source.value}>
              {source.label}
            </NativeSelectOption>
          ))}
        </NativeSelect>
      </div>
    </ActionForm>
  )
}
