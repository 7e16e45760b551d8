'use client'

import type { JSX } from 'react'
import { ColumnDistribution } from '@/components/distributions/column-distribution'
import type { Profile } from '@/components/facets/distinct-count'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { unpackProfile } from '@/lib/datasets/model/sent'
import { datasetHref, ROWS_ANCHOR, type RowsView } from '@/lib/search-params/rows'

interface DistributionRowProps {
  id: string
  view: RowsView
  profile: Profile
}

/** The distribution of each column. The server sends the profile, not every rendered bar and link. */
export function DistributionRow({ id, view, profile }: DistributionRowProps): JSX.Element {
  const { answer, problem } = profile
  if (answer === null) return <ProblemRow sentence={problem} id={id} view={view} />
  return (
    <tr className="distributions">
      <td>
        <a href={`#${ROWS_ANCHOR}`} className="skip-link">
          Skip the distributions
        </a>
      </td>
      {unpackProfile(answer).map((profile) => (
        <td key={profile.column}>
          <div>
            <ColumnDistribution id={id} view={view} profile={profile} totalRows={answer.totalRows} />
          </div>
        </td>
      ))}
    </tr>
  )
}

/** The placeholder while the profile is computed: of the same size, so that nothing moves when it arrives. */
export function PendingRow({ columns }: { columns: DatasetColumn[] }): JSX.Element {
  const shown = columns.length > 0 ? columns : DATASET_COLUMNS
  return (
    <tr className="distributions">
      <td />
      {shown.map((column, index) => (
        <td key={column}>
          <div>
            <div aria-hidden className="bg-muted h-full animate-pulse rounded-sm noscript:animate-none" />
            {index === 0 ? (
              <noscript>
                <p className="whitespace-normal">Reload the page to see the distributions.</p>
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
    <tr className="distributions">
      <td />
      <td colSpan={columns}>
        <div className="sticky left-3 max-w-[min(36rem,70vw)] overflow-auto whitespace-normal">
          <p className="text-foreground font-medium">The distributions are not available.</p>
          <p>
            {sentence} {/* The browser sends a new request; the router may show a cached page. */}
            <a href={datasetHref(id, view)} target="_self" className="text-link">
              Try again
            </a>
          </p>
        </div>
      </td>
    </tr>
  )
}
