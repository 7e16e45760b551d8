import { cache, type JSX } from 'react'
import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { cancelDownload, deleteDataset, retryDownload } from '@/app/actions'
import { DeleteForm } from '@/components/delete-form'
import { DatasetHeader } from '@/components/dataset-header'
import { DatasetProblem } from '@/components/dataset-problem'
import { DatasetReceipt } from '@/components/dataset-receipt'
import { DatasetRows } from '@/components/dataset-rows'
import { Choices, Distributions } from '@/components/distributions'
import { QueryProblem } from '@/components/query-problem'
import { RunningDownloads } from '@/components/running-downloads'
import { ViewProblems } from '@/components/view-problems'
import { readProfile } from '@/lib/datasets/profile-cache'
import { describeRunning } from '@/lib/datasets/progress'
import { readPage } from '@/lib/datasets/rows-cache'
import { getDataset } from '@/lib/datasets/store'
import { attempt } from '@/lib/errors'
import type { Dataset } from '@/lib/datasets/types'
import { addFilter } from '@/lib/datasets/view'
import { requireReader } from '@/lib/page-access'
import { arriveWithin } from '@/lib/patience'
import { datasetHref, parseRowsParams, type RowsParams, type SearchParams } from '@/lib/search-params'
import { KEPT } from '@/lib/search-params/kept'
import { listRowsProblems } from '@/lib/search-params/problems'
import { parseNewCondition } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

/** Rows wait so long for the profile of small datasets, which then needs no script to come to its place. */
const PROFILE_PATIENCE_MS = 150

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
  const [{ id }, asked] = await Promise.all([params, searchParams])
  const view = parseRowsParams(asked)
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  const added = parseNewCondition(asked)
  if (added?.filter)
    redirect(datasetHref(id, { ...view, offset: 0, filters: addFilter(view.filters, added.filter) }))
  if (asked[KEPT] !== undefined && added === null) redirect(datasetHref(id, view))
  const problems = [...listRowsProblems(asked), ...(added?.problems ?? [])]
  const { rows, distributions, choices } =
    dataset.status === 'ready' ? await readView(dataset, view) : NOTHING_YET
  const running = describeRunning([dataset])
  const hasProblem = rows === null && running.length === 0
  return (
    <div className="flex flex-col gap-6">
      <DatasetHeader dataset={dataset} />
      <RunningDownloads downloads={running} cancelAction={cancelDownload} />
      {hasProblem ? <DatasetProblem dataset={dataset} retryAction={retryDownload} /> : null}
      {running.length === 0 ? <DatasetReceipt dataset={dataset} /> : null}
      <ViewProblems problems={problems} />
      {rows?.answer ? (
        <DatasetRows
          id={id}
          page={rows.answer}
          params={view}
          distributions={distributions}
          choices={choices}
        />
      ) : null}
      {rows?.problem ? (
        <QueryProblem sentence={rows.problem} retryHref={datasetHref(id, view)} isDamaged={rows.isDamaged} />
      ) : null}
      {running.length === 0 ? <DeleteForm id={id} deleteAction={deleteDataset} /> : null}
    </div>
  )
}

const NOTHING_YET = { rows: null, distributions: null, choices: null }

/** The rows are asked for first: the profile looks at all rows of the view, and nobody waits long for it. */
async function readView(dataset: Dataset, view: RowsParams) {
  const rowsAsked = attempt(readPage(dataset, view))
  const pending = attempt(readProfile(dataset, view))
  const [rows, ready] = await Promise.all([rowsAsked, arriveWithin(PROFILE_PATIENCE_MS, pending)])
  const profile = { id: dataset.id, view, ready, pending }
  return { rows, distributions: <Distributions {...profile} />, choices: <Choices {...profile} /> }
}
