import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { JSX } from 'react'
import { findDataset } from '@/app/datasets/[id]/find-dataset'
import { RequestTable } from '@/components/download/request-table'
import { LoadMore } from '@/components/load-more'
import { listRequests } from '@/lib/datasets/download/request-log'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatCount, formatQuantity } from '@/lib/format'
import { parseRequestsParams, REQUESTS_MAX, REQUESTS_STEP, requestsHref } from '@/lib/search-params/datasets'
import { nextSlice, type SearchParams } from '@/lib/search-params/query'
import { datasetHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Requests' }

interface RequestsPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

/** Every request that a download sent. */
export default async function RequestsPage({
  params,
  searchParams,
}: RequestsPageProps): Promise<JSX.Element> {
  const [{ id }, slice] = await Promise.all([params, searchParams.then(parseRequestsParams)])
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  const { requests, total, hasMore } = await listRequests(id, slice)
  const next = nextSlice(slice, REQUESTS_STEP, REQUESTS_MAX, hasMore)
  return (
    <div className="flex flex-col gap-6">
      <div>
        <h1 className="text-xl font-semibold tracking-tight">Requests</h1>
        <p className="text-muted-foreground mt-1 text-sm">
          Requests sent for{' '}
          <Link href={datasetHref(id)} className="font-mono break-all underline underline-offset-4">
            {dataset.fileName}
          </Link>
          , in the order in which their responses completed.
        </p>
      </div>
      {total === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-10 text-center">{noRequests(dataset)}</p>
      ) : (
        <>
          {requests.length > 0 ? <RequestTable requests={requests} offset={slice.offset} /> : null}
          <LoadMore
            href={next === null ? null : requestsHref(id, next)}
            label={`Load ${formatCount(Math.min(REQUESTS_STEP, total - slice.offset - requests.length))} more`}
            position={position(requests.length, slice.offset, total)}
          />
        </>
      )}
    </div>
  )
}

function noRequests({ source, requests }: Dataset): string {
  if (requests > 0)
    return `This dataset was adopted from its files. The list of its ${formatQuantity(requests, 'request')} is only in the database of the original download.`
  return `No requests were sent${source === 'archive' ? ': the archive is bundled with Holocron.' : '.'}`
}

function position(shown: number, offset: number, total: number): string {
  if (shown === 0) return `There are only ${formatQuantity(total, 'request')}.`
  return `Requests ${formatCount(offset + 1)}–${formatCount(offset + shown)} of ${formatCount(total)}`
}
