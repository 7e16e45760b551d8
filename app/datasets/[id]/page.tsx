import { cache, type JSX } from 'react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cancelDownload, deleteDataset, retryDownload } from '@/app/actions'
import { DeleteForm } from '@/components/delete-form'
import { DatasetHeader } from '@/components/dataset-header'
import { DatasetProblem } from '@/components/dataset-problem'
import { DatasetReceipt } from '@/components/dataset-receipt'
import { DatasetRows } from '@/components/dataset-rows'
import { QueryProblem } from '@/components/query-problem'
import { RunningDownloads } from '@/components/running-downloads'
import { describeRunning } from '@/lib/datasets/progress'
import { readRows } from '@/lib/datasets/rows'
import { getDataset } from '@/lib/datasets/store'
import { attempt } from '@/lib/errors'
import { requireReader } from '@/lib/page-access'
import { datasetHref, parseRowsParams, type SearchParams } from '@/lib/search-params'

export const dynamic = 'force-dynamic'

interface DatasetPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

/** One read for the title and the page, which may not say more than the page does. */
const findDataset = cache(async (id: string) => {
  await requireReader()
  return getDataset(id)
})

export async function generateMetadata({ params }: DatasetPageProps): Promise<Metadata> {
  const dataset = await findDataset((await params).id)
  return { title: dataset?.fileName ?? 'Not found' }
}

export default async function DatasetPage({ params, searchParams }: DatasetPageProps): Promise<JSX.Element> {
  const [{ id }, view] = await Promise.all([params, searchParams.then(parseRowsParams)])
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  const rows = dataset.status === 'ready' ? await attempt(readRows(dataset, view)) : null
  const running = describeRunning([dataset])
  const hasProblem = rows === null && running.length === 0
  return (
    <div className="flex flex-col gap-6">
      <DatasetHeader dataset={dataset} />
      <RunningDownloads downloads={running} cancelAction={cancelDownload} />
      {hasProblem ? <DatasetProblem dataset={dataset} retryAction={retryDownload} /> : null}
      {running.length === 0 ? <DatasetReceipt dataset={dataset} /> : null}
      {rows?.answer ? <DatasetRows id={dataset.id} page={rows.answer} params={view} /> : null}
      {rows?.problem ? <QueryProblem sentence={rows.problem} retryHref={datasetHref(id, view)} /> : null}
      {running.length === 0 ? <DeleteForm id={id} deleteAction={deleteDataset} /> : null}
    </div>
  )
}
