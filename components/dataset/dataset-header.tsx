import Link from 'next/link'
import type { JSX } from 'react'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { SourceBadge } from '@/components/dataset/source-badge'
import { buttonVariants } from '@/components/ui/button'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { countsHref } from '@/lib/search-params/counts'
import { fileHref } from '@/lib/search-params/datasets'

/** A dataset's name and status, and once it is ready, its actions. */
export function DatasetHeader({ dataset }: { dataset: Dataset }): JSX.Element {
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <div className="min-w-0">
        <div className="mb-1.5 flex flex-wrap gap-2">
          <DatasetStatusBadge status={dataset.status} />
          {dataset.source === 'archive' ? <SourceBadge source={dataset.source} /> : null}
        </div>
        <h1 className="font-mono text-lg font-semibold tracking-tight break-all sm:text-xl">
          {dataset.fileName}
        </h1>
      </div>
      {dataset.status === 'ready' ? <DatasetLinks id={dataset.id} /> : null}
    </div>
  )
}

function DatasetLinks({ id }: { id: string }): JSX.Element {
  return (
    <div className="flex flex-wrap gap-2">
      <a href={fileHref(id, 'csv')} download className={buttonVariants()}>
        <span aria-hidden>↓</span>
        Download CSV
      </a>
      <a href={fileHref(id, 'parquet')} download className={buttonVariants({ variant: 'outline' })}>
        Parquet
      </a>
      <Link href={countsHref(id)} className={buttonVariants({ variant: 'outline' })}>
        Count values
      </Link>
    </div>
  )
}
