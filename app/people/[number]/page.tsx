import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { JSX } from 'react'
import { NotCoveredNote } from '@/components/history/not-covered'
import { PeriodList } from '@/components/history/period-list'
import { QueryProblem } from '@/components/query-problem'
import { requireReader } from '@/lib/access/pages'
import { readRowHistory } from '@/lib/datasets/history/row-history'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { orQueryLimit } from '@/lib/errors'
import { formatCount, formatQuantity } from '@/lib/format'
import { dashboardHref } from '@/lib/search-params/datasets'
import { parseSwapiId, rowHistoryHref } from '@/lib/search-params/over-time/history'

export const dynamic = 'force-dynamic'

interface HistoryPageProps {
  params: Promise<{ number: string }>
}

export async function generateMetadata({ params }: HistoryPageProps): Promise<Metadata> {
  return { title: `History of ${RESOURCE.subject} ${(await params).number}` }
}

/** The history of one row over all downloads. */
export default async function HistoryPage({ params }: HistoryPageProps): Promise<JSX.Element> {
  await requireReader()
  const number = parseSwapiId((await params).number)
  if (number === null) notFound()
  const { answer, ...failure } = await orQueryLimit(readRowHistory(number))
  if (answer === null) {
    return <QueryProblem sentence={failure.problem ?? ''} retryHref={rowHistoryHref(number)} />
  }
  const { periods, ...notCovered } = answer
  const known = periods.findLast(({ row }) => row !== null)?.row
  if (!known) return <NobodyKnown number={number} />
  const snapshots = periods.reduce((sum, period) => sum + period.snapshots, 0)
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{known[RESOURCE.title]}</h1>
        <p className="text-muted-foreground mt-1 text-sm">
          SWAPI’s {RESOURCE.subject} number {number}, over {formatQuantity(snapshots, 'download')}.
        </p>
      </div>
      <PeriodList periods={periods} />
      <NotCoveredNote {...notCovered} />
    </div>
  )
}

function NobodyKnown({ number }: { number: number }): JSX.Element {
  return (
    <div className="rounded-lg border border-dashed px-4 py-10 text-center">
      <h1 className="font-medium">
        No download has a {RESOURCE.subject} with SWAPI’s number {formatCount(number)}
      </h1>
      <p className="text-muted-foreground mt-1 text-sm">
        The rows of every{' '}
        <Link href={dashboardHref()} className="text-link">
          dataset
        </Link>{' '}
        lead to the history of each {RESOURCE.subject}.
      </p>
    </div>
  )
}
