import type { JSX } from 'react'
import { Fact } from '@/components/fact'
import { Progress } from '@/components/ui/progress'
import type { ProgressFacts } from '@/lib/datasets/model/download'
import { formatCount, formatDuration, formatQuantity, sourceLabel } from '@/lib/format'

/** The progress of a running download: the phase, a bar, the numbers, and the problem being retried. */
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
        aria-label={`Download of ${fileName}`}
        aria-valuetext={pages}
        value={facts.pagesTotal ? facts.pagesDone : null}
        max={facts.pagesTotal ?? undefined}
      />
      <dl className="grid grid-cols-2 gap-3 tabular-nums sm:grid-cols-4">
        <Fact name="Pages">{countText(facts.pagesDone, facts.pagesTotal)}</Fact>
        <Fact name="Rows">{countText(facts.rowCount, facts.declaredCount)}</Fact>
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

/** The name of the fact says what is counted. */
function countText(done: number, total: number | null): string {
  return total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`
}
