import type { JSX } from 'react'
import Link from 'next/link'
import { ActionForm, type FormAction } from '@/components/action-form'
import { LiveProgress } from '@/components/live-progress'
import { Card } from '@/components/ui/card'
import type { RunningDownload } from '@/lib/datasets/types'
import { datasetHref } from '@/lib/search-params'

type DownloadProgressProps = RunningDownload & { cancelAction: FormAction }

/** A running download: how far it has come, and the way to stop it. */
export function DownloadProgress({ dataset, progress, cancelAction }: DownloadProgressProps): JSX.Element {
  const { id, fileName, attempt } = dataset
  return (
    <Card className="border-primary/40">
      <div className="mb-3 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <Link
            href={datasetHref(id)}
            className="text-muted-foreground font-mono text-xs break-all underline-offset-4 hover:underline"
          >
            {fileName}
          </Link>
          {attempt > 1 ? <p className="text-muted-foreground text-xs">Attempt {attempt}</p> : null}
        </div>
        <ActionForm
          action={cancelAction}
          label="Cancel"
          pendingLabel="Cancelling…"
          variant="outline"
          size="sm"
        >
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      </div>
      <LiveProgress id={id} fileName={fileName} initial={progress} />
    </Card>
  )
}
