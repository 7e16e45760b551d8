import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import type { Change, ComparisonSummary, DatasetPair } from '@/lib/datasets/model/comparison'
import { formatCount, formatQuantity, sourceLabel } from '@/lib/format'
import { type CompareParams } from '@/lib/search-params/over-time/compare'

interface SummarySentenceProps {
  pair: DatasetPair
  summary: ComparisonSummary
  params: CompareParams
  /** The URL of the same comparison with other parameters. */
  hrefFor: (params: Partial<CompareParams>) => string
}

/** "2 added, 1 removed, 3 changed in 5 cells, 76 the same; date left out." Each number leads to its rows. */
export function SummarySentence({ pair, summary, params, hrefFor }: SummarySentenceProps): JSX.Element {
  const { added, removed, changed, same, cells } = summary
  const { base, dataset } = pair
  const link = (change: Change, count: number, text: string): ReactNode =>
    count === 0 ? (
      text
    ) : (
      <LinkTo href={hrefFor({ change: [change], changed: null, old: null, new: null })}>{text}</LinkTo>
    )
  return (
    <div className="flex flex-col gap-1">
      <p className="text-lg tabular-nums">
        {added + removed + changed === 0 ? (
          `Nothing changed, ${formatCount(same)} the same`
        ) : (
          <>
            {link('added', added, `${formatCount(added)} added`)},{' '}
            {link('removed', removed, `${formatCount(removed)} removed`)},{' '}
            {link('changed', changed, `${formatCount(changed)} changed`)}
            {changed > 0 ? ` in ${formatQuantity(cells, 'cell')}` : ''}, {formatCount(same)} the same
          </>
        )}
        {params.ignore.length > 0 ? (
          <>
            ; {params.ignore.join(', ')} left out (
            <LinkTo href={hrefFor({ ignore: [] })}>compare it too</LinkTo>)
          </>
        ) : null}
        .
      </p>
      {base.source !== dataset.source && base.source !== null && dataset.source !== null ? (
        <p className="text-muted-foreground text-sm">
          These come from two sources, {sourceLabel(base.source)} and {sourceLabel(dataset.source)}: a
          difference may be one of theirs, not a change over time.
        </p>
      ) : null}
    </div>
  )
}

function LinkTo({ href, children }: { href: string; children: ReactNode }): JSX.Element {
  return (
    <Link href={href} scroll={false} prefetch={false} className="text-link">
      {children}
    </Link>
  )
}
