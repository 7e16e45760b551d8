'use client'

import type { JSX } from 'react'
import { ColumnDistribution } from '@/components/column-distribution'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import type { DatasetProfile } from '@/lib/datasets/types/profile'
import { datasetHref } from '@/lib/search-params'
import { ROWS_ANCHOR, type RowsView } from '@/lib/search-params/rows'

/** A profile, or the sentence about the limit that it met. */
export type Profile = { answer: DatasetProfile; problem: null } | { answer: null; problem: string }

interface DistributionRowProps {
  id: string
  view: RowsView
  profile: Profile
}

/** What each column is like. The server sends the profile, and not each bar and link that is drawn of it. */
export function DistributionRow({ id, view, profile }: DistributionRowProps): JSX.Element {
  const { answer, problem } = profile
  if (answer === null) return <ProblemRow sentence={problem} id={id} view={view} />
  return (
    <tr className={ROW}>
      <td>
        <a
          href={`#${ROWS_ANCHOR}`}
          className="bg-card text-primary absolute not-focus:sr-only focus:z-10 focus:rounded-md focus:border focus:px-3 focus:py-2"
        >
          Skip the distributions
        </a>
      </td>
      {answer.columns.map((profile) => (
        <td key={profile.column}>
          <div className={CELL}>
            <ColumnDistribution id={id} view={view} profile={profile} totalRows={answer.totalRows} />
          </div>
        </td>
      ))}
    </tr>
  )
}

/** The row's place while its profile is worked out: as wide and as high, so that nothing moves when it comes. */
export function PendingRow({ columns }: { columns: DatasetColumn[] }): JSX.Element {
  const shown = columns.length > 0 ? columns : DATASET_COLUMNS
  return (
    <tr className={ROW}>
      <td />
      {shown.map((column, index) => (
        <td key={column}>
          <div className={CELL}>
            <div aria-hidden className="bg-muted h-18 animate-pulse rounded-sm noscript:animate-none" />
            {index === 0 ? (
              <noscript>
                <p className="whitespace-normal">Reload the page to see how values are spread.</p>
              </noscript>
            ) : null}
          </div>
        </td>
      ))}
    </tr>
  )
}

function ProblemRow({ sentence, id, view }: { sentence: string; id: string; view: RowsView }): JSX.Element {
  const columns = view.columns.length || DATASET_COLUMNS.length
  return (
    <tr className={ROW}>
      <td />
      <td colSpan={columns}>
        <div className="sticky left-3 h-34 max-w-[min(36rem,70vw)] whitespace-normal">
          <p className="text-foreground font-medium">There are no distributions this time.</p>
          <p>
            {sentence}{' '}
            {/* A plain link: it asks again, where a link of the router may show what it knows already. */}
            <a href={datasetHref(id, view)} className="text-primary underline underline-offset-4">
              Try again
            </a>
          </p>
        </div>
      </td>
    </tr>
  )
}

/** Lines inside of cells that cut off what is too long: outside of the links they would not be seen. */
const ROW = 'text-muted-foreground text-xs [&_a]:-outline-offset-2 [&_td]:align-top'
const CELL = 'h-34 w-25 min-w-full'
