import type { JSX } from 'react'
import { Fact } from '@/components/fact'
import { Progress } from '@/components/ui/progress'
import type { ProgressFacts } from '@/lib/datasets/types'
import { formatCount, formatDuration, formatQuantity, sourceLabel } from '@/lib/format'

/** How far a running download has come: the phase, a bar, the numbers, and what is being tried again. */
export function ProgressView({ fileName, facts }: { fileName: string; facts: ProgressFacts }): JSX.Element {
  const pages = pagesText(facts)
  const { rowsPerSecond, msLeft, retries, problem } = facts
  return (
    <>
      <p className="font-medium first-letter:uppercase" role="status">
        {facts.phase}
      </p>
      <Progress
        className="my-4"
        label={`Download of ${fileName}`}
        value={facts.pagesDone}
        max={facts.pagesTotal}
        valueText={pages}
      />
      <dl className="grid grid-cols-2 gap-3 tabular-nums sm:grid-cols-4">
        <Fact name="Pages">{pages}</Fact>
        <Fact name="Rows">{rowsText(facts)}</Fact>
        <Fact name="Requests">
          {formatCount(facts.requests)}
          {retries > 0 ? ` (${formatQuantity(retries, 'retry', 'retries')})` : null}
        </Fact>
        <Fact name="Source">{sourceLabel(facts.source)}</Fact>
        <Fact name="Elapsed">{formatDuration(facts.elapsedMs)}</Fact>
        <Fact name="Rate">
          {rowsPerSecond === null ? '–' : `${formatCount(Math.round(rowsPerSecond))} rows/s`}
        </Fact>
        <Fact name="Time left">{msLeft === null ? '–' : `about ${formatDuration(msLeft)}`}</Fact>
      </dl>
      {problem === null ? null : (
        <p className="text-destructive mt-3 text-sm" role="status">
          {problem} Trying again.
        </p>
      )}
    </>
  )
}

function pagesText({ pagesDone, pagesTotal }: ProgressFacts): string {
  if (pagesTotal === null) return formatQuantity(pagesDone, 'page')
  return `${formatCount(pagesDone)} of ${formatQuantity(pagesTotal, 'page')}`
}

function rowsText({ rowCount, declaredCount }: ProgressFacts): string {
  return declaredCount === null
    ? formatCount(rowCount)
    : `${formatCount(rowCount)} of ${formatCount(declaredCount)}`
}
