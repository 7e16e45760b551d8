import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { DownloadProgress } from '@/components/download-progress'
import { LiveRefresh } from '@/components/live-refresh'
import type { Dataset } from '@/lib/datasets/types'

interface RunningDownloadsProps {
  datasets: Dataset[]
  now: Date
  cancelAction: FormAction
}

/** The downloads that are under way, kept up to date with JavaScript and without. Nothing when none is. */
export function RunningDownloads({ datasets, now, cancelAction }: RunningDownloadsProps): JSX.Element | null {
  if (datasets.length === 0) return null
  return (
    <section aria-label="Running downloads" className="flex flex-col gap-4">
      {datasets.map((dataset) => (
        <DownloadProgress key={dataset.id} dataset={dataset} now={now} cancelAction={cancelAction} />
      ))}
      <LiveRefresh />
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
    </section>
  )
}
