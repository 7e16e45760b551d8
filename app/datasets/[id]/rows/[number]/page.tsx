import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound, redirect } from 'next/navigation'
import { cache, type JSX } from 'react'
import { findDataset, titleOfMissing } from '@/app/datasets/[id]/find-dataset'
import { QueryProblem } from '@/components/query-problem'
import { RowCard } from '@/components/rows/row-card'
import { RowSteps } from '@/components/rows/row-steps'
import { readSwapiId } from '@/lib/datasets/history/row-history'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readRows } from '@/lib/datasets/query/rows'
import { orQueryLimit } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { rowHistoryHref } from '@/lib/search-params/over-time/history'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref, parseRowNumber, parseRowsParams, rowHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

interface RowPageProps {
  params: Promise<{ id: string; number: string }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ params }: RowPageProps): Promise<Metadata> {
  const { id, number } = await params
  const dataset = await findDataset(id)
  const row = parseRowNumber(number, dataset?.rowCount ?? 0)
  if (dataset === null) return { title: await titleOfMissing(id) }
  if (row === null) return { title: 'Not found' }
  const name =
    dataset.status === 'ready' ? (await findRow(dataset, row)).answer?.rows[0]?.[RESOURCE.title] : ''
  return { title: name || `Row ${formatCount(row)} of ${datasetTitle(dataset)}` }
}

/** Read once for title and content. */
const findRow = cache((dataset: Dataset, number: number) =>
  orQueryLimit(readRows(dataset, { limit: 1, offset: number - 1 })),
)

/** A row by its number in the dataset's order. The query string is the view that the visitor came from. */
export default async function RowPage({ params, searchParams }: RowPageProps): Promise<JSX.Element> {
  const [{ id, number: asked }, view] = await Promise.all([params, searchParams.then(parseRowsParams)])
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page shows its status
  const number = parseRowNumber(asked, dataset.rowCount)
  if (number === null) notFound()
  const [found, swapiId] = await Promise.all([
    findRow(dataset, number),
    orQueryLimit(readSwapiId(dataset, number)),
  ])
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
      {swapiId.answer === null ? null : (
        <Link
          href={rowHistoryHref(swapiId.answer)}
          className="text-primary w-fit text-sm underline underline-offset-4"
        >
          History over all downloads
        </Link>
      )}
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
