import { cache, type JSX } from 'react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound, redirect } from 'next/navigation'
import { CountForm } from '@/components/count-form'
import { CountSuggestions } from '@/components/count-suggestions'
import { DatasetCounts } from '@/components/dataset-counts'
import { DatasetPivot } from '@/components/dataset-pivot'
import { QueryProblem } from '@/components/query-problem'
import { ViewProblems } from '@/components/view-problems'
import { countValues } from '@/lib/datasets/counts'
import { pivotValues } from '@/lib/datasets/pivot'
import { getDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { attempt } from '@/lib/errors'
import { requireReader } from '@/lib/page-access'
import { datasetHref, type SearchParams } from '@/lib/search-params'
import { countsHref, parseCountsParams, type CountsParams } from '@/lib/search-params/counts'
import { KEPT } from '@/lib/search-params/kept'
import { listCountsProblems } from '@/lib/search-params/problems'

export const dynamic = 'force-dynamic'

interface CountsPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

/** One read for the title and the page, which may not say more than the page does. */
const findDataset = cache(async (id: string) => {
  await requireReader()
  return getDataset(id)
})

export async function generateMetadata({ params }: CountsPageProps): Promise<Metadata> {
  const dataset = await findDataset((await params).id)
  return { title: dataset === null ? 'Not found' : `Counts of ${dataset.fileName}` }
}

export default async function DatasetCountsPage({
  params,
  searchParams,
}: CountsPageProps): Promise<JSX.Element> {
  const [{ id }, address] = await Promise.all([params, searchParams])
  const asked = parseCountsParams(address)
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page says how it stands with it
  if (address[KEPT] !== undefined) redirect(countsHref(id, asked))
  const result = asked.columns.length > 0 ? await attempt(showCounts(dataset, asked)) : null
  return (
    <div className="group/page flex flex-col gap-6">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">Count values</h1>
        <p className="text-muted-foreground mt-1">
          in{' '}
          <Link
            href={datasetHref(id)}
            className="text-primary font-mono text-sm break-all underline underline-offset-4"
          >
            {dataset.fileName}
          </Link>{' '}
          <Link
            href={datasetHref(id)}
            className="hover:text-foreground inline-block text-sm underline underline-offset-4 sm:ml-2"
          >
            Back to its rows
          </Link>
        </p>
      </div>
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

/** The answer in the shape that is asked for: a pivot takes exactly two columns. */
async function showCounts(dataset: Dataset, params: CountsParams): Promise<JSX.Element> {
  const [first, second, ...others] = params.columns
  if (params.view === 'pivot' && first && second && others.length === 0) {
    const pivot = await pivotValues(dataset, { ...params, columns: [first, second] })
    return <DatasetPivot id={dataset.id} pivot={pivot} params={params} />
  }
  const page = await countValues(dataset, params)
  return <DatasetCounts id={dataset.id} page={page} params={params} />
}
