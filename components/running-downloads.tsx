import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { DownloadProgress } from '@/components/download-progress'
import { LiveDownloads } from '@/components/live-downloads'
import type { RunningDownload } from '@/lib/datasets/types'
import { progressHref } from '@/lib/search-params'

interface RunningDownloadsProps {
  downloads: RunningDownload[]
  cancelAction: FormAction
}

/** The downloads that are under way, kept up to date with JavaScript and without. Nothing when none is. */
export function RunningDownloads({ downloads, cancelAction }: RunningDownloadsProps): JSX.Element | null {
  if (downloads.length === 0) return null
  const ids = downloads.map(({ dataset }) => dataset.id)
  return (
    <section aria-label="Running downloads" className="flex flex-col gap-4">
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
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
    </section>
  )
}
