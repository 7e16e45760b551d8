import Link from 'next/link'
import { type JSX, Suspense } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { LiveDownloads, LiveProgress } from '@/components/download/live'
import { Card, CardContent } from '@/components/ui/card'
import type { RunningDownload } from '@/lib/datasets/model/download'
import { progressHref } from '@/lib/search-params/datasets'
import { datasetHref } from '@/lib/search-params/rows'

interface RunningDownloadsProps {
  downloads: RunningDownload[]
  cancelAction: FormAction
}

/** The running downloads, kept up to date with or without JavaScript. Renders nothing when there are none. */
export function RunningDownloads({ downloads, cancelAction }: RunningDownloadsProps): JSX.Element | null {
  if (downloads.length === 0) return null
  const ids = downloads.map(({ dataset }) => dataset.id)
  return (
    <section aria-label="Running downloads" className="flex flex-col gap-4">
      <Suspense fallback={<Place count={downloads.length} />}>
        <LiveDownloads eventsHref={progressHref(ids)} stateHref={progressHref(ids, 'json')}>
          {downloads.map(({ dataset, progress }) => (
            <DownloadProgress
              key={dataset.id}
              dataset={dataset}
              progress={progress}
              cancelAction={cancelAction}
            />
          ))}
        </LiveDownloads>
      </Suspense>
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
    </section>
  )
}

/** Keeps the place of the downloads while the code that watches them is loading. */
function Place({ count }: { count: number }): JSX.Element {
  return <div aria-hidden className="bg-card rounded-lg border" style={{ height: `${count * 12 - 1}rem` }} />
}

type DownloadProgressProps = RunningDownload & { cancelAction: FormAction }

/** A running download: its progress, and a button to cancel it. */
function DownloadProgress({ dataset, progress, cancelAction }: DownloadProgressProps): JSX.Element {
  const { id, fileName, attempt } = dataset
  return (
    <Card className="border-primary/40">
      <CardContent>
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
      </CardContent>
    </Card>
  )
}
