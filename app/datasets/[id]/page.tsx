import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { JSX } from 'react'
import { cancelDownload, deleteDataset, downloadInstead, retryDownload } from '@/app/actions'
import { renameDataset } from '@/app/dataset-actions'
import { findDataset, titleOfMissing } from '@/app/datasets/[id]/find-dataset'
import { pinDataset } from '@/app/keeping-actions'
import { ArchiveNotice } from '@/components/dataset/archive-notice'
import { DatasetProblem } from '@/components/dataset/dataset-problem'
import { DatasetReceipt } from '@/components/dataset/dataset-receipt'
import { DeleteForm } from '@/components/dataset/delete-form'
import { LossNotice } from '@/components/history/loss-notice'
import { StructuredData } from '@/components/dataset/structured-data'
import { NothingNew } from '@/components/dataset/unchanged/nothing-new'
import { ViewTags } from '@/components/dataset/view-tags'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { Distributions } from '@/components/distributions/distributions'
import { LINES } from '@/components/distributions/value-bars'
import { RunningDownloads } from '@/components/download/running-downloads'
import { QueryProblem } from '@/components/query-problem'
import { DatasetRows } from '@/components/rows/dataset-rows'
import { DidYouMean } from '@/components/rows/did-you-mean'
import { ViewProblems } from '@/components/view-problems'
import { readOrigin } from '@/lib/access/origin'
import { MANY_ROWS } from '@/lib/datasets/columns/table'
import { responseBegins } from '@/lib/connection'
import { readFacts } from '@/lib/kept-answers/facts'
import { describeRunning } from '@/lib/datasets/download/progress'
import { listOtherSources } from '@/lib/datasets/download/source-choices'
import type { RowsPage } from '@/lib/datasets/model/answers'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { packDataset, packProfile, packRows, type SentProfile } from '@/lib/datasets/model/sent'
import { addFilter } from '@/lib/datasets/model/view'
import { isProfileNew, readProfileCached, readRowsCached } from '@/lib/datasets/query/cached'
import { findSimilar } from '@/lib/datasets/similar'
import { findSame } from '@/lib/datasets/unchanged/checks'
import { orQueryLimit } from '@/lib/errors'
import { datasetTitle } from '@/lib/format/dataset-title'
import { tabTitle, viewTitle } from '@/lib/format/view-title'
import { keepAnswer } from '@/lib/kept-answers/keep'
import { stateOfPage } from '@/lib/kept-answers/state'
import { KEPT } from '@/lib/search-params/kept'
import { NO_PICTURE, pictureHref } from '@/lib/search-params/picture'
import { listRowsProblems } from '@/lib/search-params/problems'
import type { SearchParams } from '@/lib/search-params/query'
import {
  datasetHref,
  parseNewCondition,
  parseRowsParams,
  rowsFileHref,
  type RowsParams,
} from '@/lib/search-params/rows'
import { arriveWithin } from '@/lib/timing'

export const dynamic = 'force-dynamic'

/**
 * How long rows wait for the profile, in milliseconds: one that is ready by then is part of the HTML and needs no script.
 * That of many rows takes longer, unless it is known.
 */
const PROFILE_TIMEOUT_MS = { ofFewRows: 150, ofManyRows: 5 }

/** `readRowsCached` keeps up to so many. */
const ROWS_SHARED = 100

interface DatasetPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ params, searchParams }: DatasetPageProps): Promise<Metadata> {
  const [{ id }, view] = await Promise.all([params, searchParams.then(parseRowsParams)])
  const dataset = await findDataset(id)
  if (dataset === null) return { title: await titleOfMissing(id) }
  return { ...NO_PICTURE, title: await readTitle(dataset, view) }
}

/** The page reads the same rows, and shares them unless they are many. */
async function readTitle(dataset: Dataset, view: RowsParams): Promise<string> {
  if (dataset.status !== 'ready' || viewTitle(view, null, 0) === null) return datasetTitle(dataset)
  const shared = { ...view, limit: Math.min(view.limit, ROWS_SHARED) }
  const { answer } = await orQueryLimit(readRowsCached(dataset, shared))
  return titleView(dataset, view, answer)
}

function titleView(dataset: Dataset, view: RowsParams, rows: RowsPage | null): string {
  return viewTitle(view, rows?.total ?? null, dataset.rowCount) ?? datasetTitle(dataset)
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
  const [{ rows, distributions, profile, similar, isLasting }, facts, same] = await Promise.all([
    dataset.status === 'ready' ? readView(dataset, view) : NOTHING_YET,
    readFacts(dataset),
    findSame(dataset),
  ])
  if (isLasting) keepAnswer(stateOfPage(facts))
  const origin = readOrigin(await headers())
  const picture = pictureHref(id, { filters: view.filters, q: view.q })
  const sent = packDataset(dataset)
  const running = describeRunning([dataset])
  const hasEnded = rows === null && running.length === 0
  const isUnchanged = dataset.status === 'unchanged'
  return (
    <div className="flex flex-col gap-3">
      <ViewTags
        title={tabTitle(titleView(dataset, view, rows?.answer ?? null))}
        picture={origin && origin + picture}
        formats={{ json: rowsFileHref(id, view, 'json'), csv: rowsFileHref(id, view, 'csv') }}
      />
      <WorkspaceHead
        dataset={sent}
        checks={facts.checks}
        renameAction={renameDataset}
        pinAction={pinDataset}
        tab="rows"
        selection={{ filters: view.filters, q: view.q }}
      />
      <RunningDownloads downloads={running} cancelAction={cancelDownload} />
      <ArchiveNotice dataset={dataset} downloadAction={downloadInstead} />
      <LossNotice id={id} loss={facts.loss} />
      {isUnchanged ? <NothingNew download={dataset} same={same} keepAction={retryDownload} /> : null}
      {hasEnded && !isUnchanged ? (
        <DatasetProblem
          dataset={dataset}
          retryAction={retryDownload}
          otherSources={listOtherSources(dataset.requestedSource)}
          downloadAction={downloadInstead}
        />
      ) : null}
      {hasEnded ? <DatasetReceipt dataset={dataset} /> : null}
      <ViewProblems problems={problems} />
      {rows?.answer ? (
        <DatasetRows
          id={id}
          page={packRows(rows.answer)}
          params={view}
          rowCount={dataset.rowCount}
          distributions={distributions}
          profile={profile}
          suggestions={<DidYouMean id={id} view={view} similar={similar} />}
        />
      ) : null}
      {rows?.problem ? (
        <QueryProblem sentence={rows.problem} retryHref={datasetHref(id, view)} isDamaged={rows.isDamaged} />
      ) : null}
      {hasEnded ? <DeleteForm id={id} deleteAction={deleteDataset} /> : null}
      {rows?.answer && origin !== null ? <StructuredData dataset={sent} origin={origin} /> : null}
    </div>
  )
}

/** Of many rows, a new one takes longer than rendering, which would have to take turns with it. */
async function readShownProfile(dataset: Dataset, view: RowsParams): Promise<SentProfile> {
  if (dataset.rowCount > MANY_ROWS && isProfileNew(dataset, view)) await responseBegins()
  return packProfile(await readProfileCached(dataset, view), LINES)
}

const NOTHING_YET = { rows: null, distributions: null, profile: undefined, similar: [], isLasting: false }

/** Rows come first: the profile reads all rows of the view, and would only make them wait. */
async function readView(dataset: Dataset, view: RowsParams) {
  const rows = await orQueryLimit(readRowsCached(dataset, view))
  const pending = orQueryLimit(readShownProfile(dataset, view))
  const { ofFewRows, ofManyRows } = PROFILE_TIMEOUT_MS
  const ready = await arriveWithin(dataset.rowCount > MANY_ROWS ? ofManyRows : ofFewRows, pending)
  const similar = rows.answer?.total === 0 ? await orQueryLimit(findSimilar(dataset, view)) : null
  return {
    rows,
    distributions: <Distributions id={dataset.id} view={view} ready={ready} pending={pending} />,
    profile: ready ?? pending,
    similar: similar?.answer ?? [],
    /** Neither too late nor refused, which another time may not be. */
    isLasting: rows.problem === null && ready?.problem === null && (similar?.problem ?? null) === null,
  }
}
