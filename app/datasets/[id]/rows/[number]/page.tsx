import { cache, type JSX } from 'react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound, redirect } from 'next/navigation'
import { RowCard } from '@/components/row-card'
import { RowSteps } from '@/components/row-steps'
import { QueryProblem } from '@/components/query-problem'
import { readRows } from '@/lib/datasets/rows'
import { getDataset } from '@/lib/datasets/store'
import { attempt } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { requireReader } from '@/lib/page-access'
import { datasetHref, parseRowsParams, type SearchParams } from '@/lib/search-params'
import { parseRowNumber, rowHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

interface RowPageProps {
  params: Promise<{ id: string; number: string }>
  searchParams: Promise<SearchParams>
}

/** One read for the title and the page, which may not say more than the page does. */
const findDataset = cache(async (id: string) => {
  await requireReader()
  return getDataset(id)
})

export async function generateMetadata({ params }: RowPageProps): Promise<Metadata> {
  const { id, number } = await params
  const dataset = await findDataset(id)
  const row = parseRowNumber(number, dataset?.rowCount ?? 0)
  return { title: dataset === null || row === null ? 'Not found' : `Row ${row} of ${dataset.fileName}` }
}

/** A row by its number in the dataset's own order. The rest of the address is the view that one comes from. */
export default async function RowPage({ params, searchParams }: RowPageProps): Promise<JSX.Element> {
  const [{ id, number: asked }, view] = await Promise.all([params, searchParams.then(parseRowsParams)])
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page says how it stands with it
  const number = parseRowNumber(asked, dataset.rowCount)
  if (number === null) notFound()
  const found = await attempt(readRows(dataset, { limit: 1, offset: number - 1 }))
  const row = found.answer?.rows[0]
  return (
    <div className="flex flex-col gap-6">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">
          Row {formatCount(number)} of {formatCount(dataset.rowCount)}
        </h1>
        <p className="text-muted-foreground mt-1">
          in <span className="font-mono text-sm break-all">{dataset.fileName}</span>{' '}
          <Link
            href={datasetHref(id, view)}
            className="hover:text-foreground inline-block text-sm underline underline-offset-4 sm:ml-2"
          >
            Back to the rows
          </Link>
        </p>
      </div>
      <RowSteps number={number} total={dataset.rowCount} hrefFor={(other) => rowHref(id, other, view)} />
      {row === undefined ? null : <RowCard id={id} row={row} />}
      {found.problem === null ? null : (
        <QueryProblem
          sentence={found.problem}
          retryHref={rowHref(id, number, view)}
          isDamaged={found.isDamaged}
        />
      )}
    </div>
  )
}
