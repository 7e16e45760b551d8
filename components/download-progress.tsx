import type { JSX } from 'react'
import Link from 'next/link'
import { ActionForm, type FormAction } from '@/components/action-form'
import { Fact } from '@/components/fact'
import { Card } from '@/components/ui/card'
import { Progress } from '@/components/ui/progress'
import type { Dataset } from '@/lib/datasets/types'
import { formatCount, formatDuration, formatQuantity, sourceLabel } from '@/lib/format'
import { datasetHref } from '@/lib/search-params'

interface DownloadProgressProps {
  dataset: Dataset
  /** The moment the page was made; the elapsed time is counted up to it. */
  now: Date
  cancelAction: FormAction
}

/** How far a running download has come, and the way to stop it. */
export function DownloadProgress({ dataset, now, cancelAction }: DownloadProgressProps): JSX.Element {
  const pages = pagesText(dataset)
  const since = dataset.startedAt ?? dataset.createdAt
  return (
    <Card className="border-primary/40">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="font-medium first-letter:uppercase" role="status">
            {dataset.phase}
          </p>
          <Link
            href={datasetHref(dataset.id)}
            className="text-muted-foreground font-mono text-xs break-all underline-offset-4 hover:underline"
          >
            {dataset.fileName}
          </Link>
        </div>
        <ActionForm
          action={cancelAction}
          label="Cancel"
          pendingLabel="Cancelling…"
          variant="outline"
          size="sm"
        >
          <input type="hidden" name="id" value={dataset.id} />
        </ActionForm>
      </div>
      <Progress
        className="my-4"
        label={`Download of ${dataset.fileName}`}
        value={dataset.pagesDone}
        max={dataset.pagesTotal}
        valueText={pages}
      />
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-5">
        <Fact name="Pages">{pages}</Fact>
        <Fact name="Rows">{rowsText(dataset)}</Fact>
        <Fact name="Requests">{formatCount(dataset.requests)}</Fact>
        <Fact name="Elapsed">{formatDuration(Math.max(now.getTime() - since.getTime(), 0))}</Fact>
        <Fact name="Source">{sourceLabel(dataset.source ?? dataset.requestedSource)}</Fact>
      </dl>
    </Card>
  )
}

function pagesText({ pagesDone, pagesTotal }: Dataset): string {
  if (pagesTotal === null) return formatQuantity(pagesDone, 'page')
  return `${formatCount(pagesDone)} of ${formatQuantity(pagesTotal, 'page')}`
}

function rowsText({ rowCount, declaredCount }: Dataset): string {
  return declaredCount === null
    ? formatCount(rowCount)
    : `${formatCount(rowCount)} of ${formatCount(declaredCount)}`
}
