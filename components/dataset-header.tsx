import type { JSX } from 'react'
import { ChartNoAxesColumn, Download } from 'lucide-react'
import Link from 'next/link'
import { DatasetStatusBadge } from '@/components/dataset-status'
import { SourceBadge } from '@/components/source-badge'
import { Button } from '@/components/ui/button'
import type { Dataset } from '@/lib/datasets/types'
import { fileHref } from '@/lib/search-params'
import { countsHref } from '@/lib/search-params/counts'

/** The name of a dataset, how it stands with it, and once it is ready what to do with it. */
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
      <Button asChild>
        <a href={fileHref(id, 'csv')} download>
          <Download aria-hidden />
          Download CSV
        </a>
      </Button>
      <Button asChild variant="outline">
        <a href={fileHref(id, 'parquet')} download>
          Parquet
        </a>
      </Button>
      <Button asChild variant="outline">
        <Link href={countsHref(id)}>
          <ChartNoAxesColumn aria-hidden />
          Count values
        </Link>
      </Button>
    </div>
  )
}
