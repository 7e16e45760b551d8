import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import type { JSX } from 'react'
import { findDataset } from '@/app/datasets/[id]/find-dataset'
import { CountForm } from '@/components/counts/count-form'
import { CountSuggestions } from '@/components/counts/count-suggestions'
import { DatasetCounts } from '@/components/counts/dataset-counts'
import { DatasetPivot } from '@/components/counts/dataset-pivot'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { QueryProblem } from '@/components/query-problem'
import { ViewProblems } from '@/components/view-problems'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { countValues } from '@/lib/datasets/query/counts'
import { pivotValues } from '@/lib/datasets/query/pivot'
import { orQueryLimit } from '@/lib/errors'
import { datasetTitle } from '@/lib/format/dataset-title'
import { countsHref, type CountsParams, parseCountsParams } from '@/lib/search-params/counts'
import { KEPT } from '@/lib/search-params/kept'
import { listCountsProblems } from '@/lib/search-params/problems'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

interface CountsPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ params }: CountsPageProps): Promise<Metadata> {
  const dataset = await findDataset((await params).id)
  return { title: dataset === null ? 'Not found' : `Counts of ${datasetTitle(dataset)}` }
}

export default async function DatasetCountsPage({
  params,
  searchParams,
}: CountsPageProps): Promise<JSX.Element> {
  const [{ id }, address] = await Promise.all([params, searchParams])
  const asked = parseCountsParams(address)
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page shows its status
  if (address[KEPT] !== undefined) redirect(countsHref(id, asked))
  const result = asked.columns.length > 0 ? await orQueryLimit(showCounts(dataset, asked)) : null
  return (
    <div className="group/page flex flex-col gap-3">
      <WorkspaceHead dataset={dataset} tab="counts" selection={{ filters: asked.filters, q: asked.q }} />
      <CountForm id={id} params={asked} />
      <ViewProblems problems={listCountsProblems(address)} />
      <div className="transition-opacity group-has-data-counting/page:opacity-60">
        {result === null ? <CountSuggestions id={id} selection={asked} /> : result.answer}
        {result?.problem ? (
          <QueryProblem
            sentence={result.problem}
            retryHref={countsHref(id, asked)}
            isDamaged={result.isDamaged}
          />
        ) : null}
      </div>
    </div>
  )
}

/** The counts in the requested shape: a pivot needs exactly two columns. */
async function showCounts(dataset: Dataset, params: CountsParams): Promise<JSX.Element> {
  const [first, second, ...others] = params.columns
  if (params.view === 'pivot' && first && second && others.length === 0) {
    const pivot = await pivotValues(dataset, { ...params, columns: [first, second] })
    return <DatasetPivot id={dataset.id} pivot={pivot} params={params} />
  }
  const page = await countValues(dataset, params)
  return <DatasetCounts id={dataset.id} page={page} params={params} />
}
