import { cache, type JSX } from 'react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound, redirect } from 'next/navigation'
import { ColumnPicker } from '@/components/column-picker'
import { CountSuggestions } from '@/components/count-suggestions'
import { DatasetCounts } from '@/components/dataset-counts'
import { QueryProblem } from '@/components/query-problem'
import { Card } from '@/components/ui/card'
import { countValues } from '@/lib/datasets/counts'
import { getDataset } from '@/lib/datasets/store'
import { attempt } from '@/lib/errors'
import { requireReader } from '@/lib/page-access'
import { countsHref, datasetHref, parseCountsParams, type SearchParams } from '@/lib/search-params'

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
  const [{ id }, countsParams] = await Promise.all([params, searchParams.then(parseCountsParams)])
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page says how it stands with it
  const page = countsParams.columns.length > 0 ? await attempt(countValues(dataset, countsParams)) : null
  return (
    <div className="flex flex-col gap-6">
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
            className="hover:text-foreground ml-2 text-sm underline underline-offset-4"
          >
            Back to its rows
          </Link>
        </p>
      </div>
      <Card>
        <ColumnPicker
          id={id}
          columns={countsParams.columns}
          selection={countsParams}
          sort={countsParams.sort}
        />
      </Card>
      {page === null ? <CountSuggestions id={id} /> : null}
      {page?.answer ? <DatasetCounts id={id} page={page.answer} params={countsParams} /> : null}
      {page?.problem ? (
        <QueryProblem sentence={page.problem} retryHref={countsHref(id, countsParams)} />
      ) : null}
    </div>
  )
}
