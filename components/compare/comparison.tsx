import Link from 'next/link'
import type { JSX } from 'react'
import { ChangeChips } from '@/components/compare/change-chips'
import { ChangeTable } from '@/components/compare/change-table'
import { ColumnChangesList } from '@/components/compare/column-changes'
import { SummarySentence } from '@/components/compare/summary-sentence'
import { LoadMore } from '@/components/load-more'
import { SearchBox } from '@/components/search-box'
import { Disclosure } from '@/components/ui/disclosure'
import { DATASET_COLUMNS, RESOURCE } from '@/lib/datasets/model/columns'
import type { ChangesPage, ComparisonSummary, DatasetPair } from '@/lib/datasets/model/comparison'
import { formatCount, formatQuantity } from '@/lib/format'
import {
  CHANGES_MAX,
  CHANGES_STEP,
  compareExportHref,
  compareHref,
  type CompareParams,
  keptCompareParams,
} from '@/lib/search-params/over-time/compare'
import { nextSlice } from '@/lib/search-params/query'

interface ComparisonProps {
  pair: DatasetPair
  params: CompareParams
  summary: ComparisonSummary
  page: ChangesPage
}

const EXPORTS = [
  ['csv', 'CSV, one line for each cell'],
  ['ndjson', 'NDJSON, one JSON object for each cell'],
  ['json', 'JSON, this page'],
] as const

/** What changed: in one sentence, by column, and row by row. */
export function Comparison({ pair, params, summary, page }: ComparisonProps): JSX.Element {
  const { id } = pair.dataset
  const hrefFor = (changes: Partial<CompareParams>): string =>
    compareHref(id, pair.base.id, { ...params, limit: CHANGES_STEP, offset: 0, ...changes })
  const differing = summary.columns.filter(({ cells }) => cells > 0).map(({ column }) => column)
  const all = DATASET_COLUMNS.filter((column) => column !== RESOURCE.title)
  // Only what changed, unless columns were chosen; rows that came or went are shown whole.
  const chosen = params.columns.length > 0 ? params.columns : differing.length > 0 ? differing : all
  const columns = chosen.filter((column) => column !== RESOURCE.title)
  const isEmpty = summary.added + summary.removed + summary.changed === 0
  return (
    <>
      <SummarySentence pair={pair} summary={summary} params={params} hrefFor={hrefFor} />
      <ColumnChangesList columns={summary.columns} hrefFor={hrefFor} />
      {isEmpty ? null : (
        <section aria-label="Changes" className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center gap-2 print:hidden">
            <SearchBox
              action={compareHref(id, pair.base.id)}
              q={params.q}
              label="Search the changed rows"
              kept={keptCompareParams(params)}
              className="w-full sm:w-80"
            />
            <Disclosure label="Export" panelClassName="flex flex-col p-1 text-sm lg:left-0 lg:w-72">
              {EXPORTS.map(([format, label]) => (
                <a
                  key={format}
                  href={compareExportHref(id, pair.base.id, params, format)}
                  className="hover:bg-accent flex min-h-8 items-center rounded px-2"
                >
                  {label}
                </a>
              ))}
            </Disclosure>
            <ColumnsLink shown={columns.length} all={all.length} hrefFor={hrefFor} />
            <p role="status" className="text-sm font-medium tabular-nums sm:ml-auto">
              {formatQuantity(page.total, 'changed row')}
            </p>
          </div>
          <ChangeChips params={params} hrefFor={hrefFor} />
          {page.changes.length > 0 ? (
            <ChangeTable changes={page.changes} columns={columns} ignored={params.ignore} />
          ) : null}
          <More params={params} page={page} hrefFor={hrefFor} />
        </section>
      )}
    </>
  )
}

function ColumnsLink(props: {
  shown: number
  all: number
  hrefFor: (params: Partial<CompareParams>) => string
}): JSX.Element {
  const isWhole = props.shown === props.all
  const href = props.hrefFor({ columns: isWhole ? [] : [...DATASET_COLUMNS] })
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      className="text-primary px-2 text-sm underline underline-offset-4"
    >
      {isWhole ? 'Show changed columns only' : 'Show whole rows'}
    </Link>
  )
}

function More(props: {
  params: CompareParams
  page: ChangesPage
  hrefFor: (params: Partial<CompareParams>) => string
}): JSX.Element {
  const { params, page, hrefFor } = props
  const { limit, offset } = params
  const next = nextSlice({ limit, offset }, CHANGES_STEP, CHANGES_MAX, page.hasMore)
  const left = page.total - offset - page.changes.length
  const position =
    page.changes.length === 0
      ? 'No changed row matches.'
      : page.hasMore || offset > 0
        ? `Changes ${formatCount(offset + 1)}–${formatCount(offset + page.changes.length)} of ${formatCount(page.total)}`
        : `All ${formatQuantity(page.total, 'changed row')} shown.`
  return (
    <LoadMore
      href={next === null ? null : hrefFor(next)}
      label={`Load ${formatCount(Math.min(CHANGES_STEP, left))} more`}
      position={position}
    />
  )
}
