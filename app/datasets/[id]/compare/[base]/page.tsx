import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import type { JSX } from 'react'
import { renameDataset } from '@/app/dataset-actions'
import { findDataset, titleOfMissing } from '@/app/datasets/[id]/find-dataset'
import { pinDataset } from '@/app/keeping-actions'
import { Comparison } from '@/components/compare/comparison'
import { BasePicker } from '@/components/compare/base-picker'
import { CompareCounts } from '@/components/compare/compare-counts'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { QueryProblem } from '@/components/query-problem'
import { ViewProblems } from '@/components/view-problems'
import { findBase, listBases, RELATIVE_BASES } from '@/lib/datasets/compare/base'
import { listChangesCached } from '@/lib/datasets/compare/cached-changes'
import { compareCounts } from '@/lib/datasets/compare/counts'
import { findPairProblem, type Pair } from '@/lib/datasets/compare/pair'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import { readChecks } from '@/lib/datasets/unchanged/checks'
import { orQueryLimit } from '@/lib/errors'
import { datasetTitle } from '@/lib/format/dataset-title'
import { compareHref, type CompareParams, parseCompareParams } from '@/lib/search-params/over-time/compare'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

/** How many datasets the picker offers; others are reached by their address. */
const BASES_OFFERED = 100
/** How many compared counts are shown. */
const COUNTS_SHOWN = 50

interface ComparePageProps {
  params: Promise<{ id: string; base: string }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata({ params }: ComparePageProps): Promise<Metadata> {
  const { id } = await params
  const dataset = await findDataset(id)
  return { title: dataset === null ? await titleOfMissing(id) : `Changes in ${datasetTitle(dataset)}` }
}

/** What changed from one dataset to another. */
export default async function ComparePage({ params, searchParams }: ComparePageProps): Promise<JSX.Element> {
  const [{ id, base: name }, asked] = await Promise.all([params, searchParams])
  const { problems, ...view } = parseCompareParams(asked)
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page shows its status
  const base = await findBase(dataset, name)
  // What is shown at an address must not change with the next download, so such names lead to an id.
  if (RELATIVE_BASES.some((relative) => relative === name)) redirect(compareHref(id, base?.id, view))
  if (base === null) notFound()
  const pair: Pair = { base, dataset, ignored: view.ignore }
  const refusal = findPairProblem(pair)
  const [bases, checks, read] = await Promise.all([
    listBases(dataset, BASES_OFFERED),
    readChecks(id),
    refusal === null ? orQueryLimit(readComparison(pair, view)) : null,
  ])
  return (
    <div className="flex flex-col gap-3">
      <WorkspaceHead
        dataset={dataset}
        checks={checks}
        tab="compare"
        renameAction={renameDataset}
        pinAction={pinDataset}
      />
      <BasePicker id={id} base={base} bases={bases} />
      <ViewProblems problems={problems} />
      {refusal === null ? null : (
        <Alert>
          <AlertTitle>These cannot be compared.</AlertTitle>
          <AlertDescription>{refusal.message}</AlertDescription>
        </Alert>
      )}
      {read?.answer ? (
        <>
          <Comparison pair={pair} params={view} summary={read.answer.summary} page={read.answer.page} />
          <CompareCounts pair={pair} params={view} page={read.answer.counts} />
        </>
      ) : null}
      {read?.problem ? (
        <QueryProblem
          sentence={read.problem}
          retryHref={compareHref(id, base.id, view)}
          isDamaged={read.isDamaged}
        />
      ) : null}
    </div>
  )
}

async function readComparison(pair: Pair, view: CompareParams) {
  const summary = await summarizeChanges(pair)
  const { count, filters, q } = view
  const counts =
    count.length === 0
      ? null
      : await compareCounts(pair, { columns: count, filters, q, limit: COUNTS_SHOWN, offset: 0 })
  return { summary, page: await listChangesCached(pair, view), counts }
}
