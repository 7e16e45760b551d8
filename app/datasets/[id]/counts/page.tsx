import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { JSX } from 'react'
import { renameDataset } from '@/app/dataset-actions'
import { findDataset, titleOfMissing } from '@/app/datasets/[id]/find-dataset'
import { pinDataset } from '@/app/keeping-actions'
import { CountSuggestions } from '@/components/counts/count-suggestions'
import { CountsBar } from '@/components/counts/counts-bar'
import { DatasetCounts } from '@/components/counts/dataset-counts'
import { DatasetPivot } from '@/components/counts/dataset-pivot'
import { ViewTags } from '@/components/dataset/view-tags'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { QueryProblem } from '@/components/query-problem'
import { ViewProblems } from '@/components/view-problems'
import { readOrigin } from '@/lib/access/origin'
import { readFacts } from '@/lib/kept-answers/facts'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { packDataset } from '@/lib/datasets/model/sent'
import { addFilter } from '@/lib/datasets/model/view'
import { countValuesCached, readProfileCached } from '@/lib/datasets/query/cached'
import { pivotValues } from '@/lib/datasets/query/pivot'
import { orQueryLimit } from '@/lib/errors'
import { describeSelection } from '@/lib/format/conditions'
import { nameCounts } from '@/lib/format/counted'
import { datasetTitle } from '@/lib/format/dataset-title'
import { tabTitle } from '@/lib/format/view-title'
import { keepAnswer } from '@/lib/kept-answers/keep'
import { stateOfPage } from '@/lib/kept-answers/state'
import {
  countsExportHref,
  countsHref,
  type CountsParams,
  isPivot,
  parseCountsParams,
} from '@/lib/search-params/counts'
import { KEPT } from '@/lib/search-params/kept'
import { NO_PICTURE, pictureHref } from '@/lib/search-params/picture'
import { listCountsProblems } from '@/lib/search-params/problems'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref, parseNewCondition } from '@/lib/search-params/rows'
import { arriveWithin } from '@/lib/timing'

export const dynamic = 'force-dynamic'

/** How long the page waits for suggestions: those that are ready by then are part of the HTML and need no script. */
const PROFILE_TIMEOUT_MS = 150

interface CountsPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ params, searchParams }: CountsPageProps): Promise<Metadata> {
  const [{ id }, address] = await Promise.all([params, searchParams])
  const dataset = await findDataset(id)
  if (dataset === null) return { title: await titleOfMissing(id) }
  return { ...NO_PICTURE, title: titleCounts(dataset, parseCountsParams(address)) }
}

function titleCounts(dataset: Dataset, view: CountsParams): string {
  const conditions = describeSelection(view).join(' and ')
  const counted = conditions === '' ? nameCounts(view) : `${nameCounts(view)}, where ${conditions}`
  return `${counted} · ${datasetTitle(dataset)}`
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
  const added = parseNewCondition(address)
  if (added?.filter)
    redirect(countsHref(id, { ...asked, offset: 0, filters: addFilter(asked.filters, added.filter) }))
  if (address[KEPT] !== undefined && added === null) redirect(countsHref(id, asked))
  const problems = [...listCountsProblems(address), ...(added?.problems ?? [])]
  const [shown, facts] = await Promise.all([
    asked.columns.length > 0 ? showCounts(dataset, asked) : suggestCounts(dataset, asked),
    readFacts(dataset),
  ])
  if (shown.isLasting) keepAnswer(stateOfPage(facts))
  const origin = readOrigin(await headers())
  return (
    <div className="group/page flex flex-col gap-3">
      <ViewTags
        title={tabTitle(titleCounts(dataset, asked))}
        picture={origin && origin + pictureHref(id, asked)}
        formats={asked.columns.length > 0 ? listFormats(id, asked) : undefined}
      />
      <WorkspaceHead
        dataset={packDataset(dataset)}
        checks={facts.checks}
        renameAction={renameDataset}
        pinAction={pinDataset}
        tab="counts"
        selection={{ filters: asked.filters, q: asked.q }}
      />
      <CountsBar id={id} params={asked} total={shown.total} rowCount={dataset.rowCount} />
      <ViewProblems problems={problems} />
      <div className="transition-opacity group-has-data-counting/page:opacity-60">{shown.content}</div>
    </div>
  )
}

function listFormats(id: string, view: CountsParams): { json: string; csv: string } {
  return { json: countsExportHref(id, view, 'json'), csv: countsExportHref(id, view, 'csv') }
}

interface Shown {
  /** Rows that the conditions select; null when unknown. */
  total: number | null
  content: JSX.Element
  /** False for what was too late or refused, which another time may not be. */
  isLasting: boolean
}

/** The counts in the requested shape, or why there are none. */
async function showCounts(dataset: Dataset, params: CountsParams): Promise<Shown> {
  const result = await orQueryLimit(readCounts(dataset, params))
  if (result.problem === null) return result.answer
  const { problem, isDamaged } = result
  const retryHref = countsHref(dataset.id, params)
  return {
    total: null,
    isLasting: false,
    content: <QueryProblem sentence={problem} isDamaged={isDamaged} retryHref={retryHref} />,
  }
}

async function readCounts(dataset: Dataset, params: CountsParams): Promise<Shown> {
  const { id } = dataset
  if (isPivot(params)) {
    const pivot = await pivotValues(dataset, params)
    const content = <DatasetPivot id={id} pivot={pivot} params={params} />
    return { total: pivot.totalRows, content, isLasting: true }
  }
  const page = await countValuesCached(dataset, params)
  const content = <DatasetCounts id={id} page={page} params={params} />
  return { total: page.totalRows, content, isLasting: true }
}

/** What to count, from a profile of the selected rows. One that takes long is streamed into its place. */
async function suggestCounts(dataset: Dataset, { filters, q }: CountsParams): Promise<Shown> {
  const selection = { filters, q }
  const pending = orQueryLimit(readProfileCached(dataset, selection))
  const ready = await arriveWithin(PROFILE_TIMEOUT_MS, pending)
  const isWhole = filters.length === 0 && q === ''
  return {
    total: ready?.answer?.totalRows ?? (isWhole ? dataset.rowCount : null),
    isLasting: ready?.problem === null,
    content: <CountSuggestions id={dataset.id} selection={selection} ready={ready} pending={pending} />,
  }
}
