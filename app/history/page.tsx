import type { Metadata } from 'next'
import type { JSX } from 'react'
import { FilterChips } from '@/components/filter-chips'
import { CountChart } from '@/components/history/count-chart'
import { CountHistoryTable } from '@/components/history/count-history-table'
import { NotCoveredNote } from '@/components/history/not-covered'
import { QueryProblem } from '@/components/query-problem'
import { ViewProblems } from '@/components/view-problems'
import { requireReader } from '@/lib/access/pages'
import { countOverTime } from '@/lib/datasets/history/count-history'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { orQueryLimit } from '@/lib/errors'
import { formatQuantity } from '@/lib/format'
import { countHistoryHref, parseSelection } from '@/lib/search-params/over-time/history'
import type { SearchParams } from '@/lib/search-params/query'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Over time' }

/** How many rows a selection had in each download. */
export default async function CountHistoryPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const { problems, ...selection } = parseSelection(await props.searchParams)
  const { answer, ...failure } = await orQueryLimit(countOverTime(selection))
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">How many, over time</h1>
        <p className="text-muted-foreground mt-1 text-sm">
          The number of {RESOURCE.subject}s in each download
          {answer === null ? '' : `, ${formatQuantity(answer.counts.length, 'download')} in all`}.
        </p>
      </div>
      <ViewProblems problems={problems} />
      <FilterChips selection={selection} hrefFor={countHistoryHref} />
      {answer === null ? (
        <QueryProblem sentence={failure.problem ?? ''} retryHref={countHistoryHref(selection)} />
      ) : answer.counts.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-10 text-center">
          There are no datasets yet, so there is nothing to count.
        </p>
      ) : (
        <>
          <CountChart counts={answer.counts} />
          <CountHistoryTable counts={answer.counts} selection={selection} />
          <NotCoveredNote older={answer.older} unreadable={answer.unreadable} />
        </>
      )}
    </div>
  )
}
