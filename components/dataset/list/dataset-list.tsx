import type { JSX, ReactNode } from 'react'
import { DatasetRow, type ListedDataset } from '@/components/dataset/list/dataset-row'
import { ListHead } from '@/components/dataset/list/list-head'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { NEWEST_FIRST } from '@/lib/datasets/model/view'
import { dashboardHref, type DatasetsParams } from '@/lib/search-params/datasets'

interface DatasetListProps {
  entries: ListedDataset[]
  params: DatasetsParams
  /** Ids of datasets that have the same content as an older one, mapped to its id. */
  twins: Map<string, string>
  /** When the page was asked for. */
  now: Date
  /** What to do about a download that failed. */
  renderActions: (dataset: Dataset) => ReactNode
}

/**
 * Datasets with their metadata: a table on wide screens, a few lines each on phones. The roles are explicit because a
 * table laid out as blocks loses them in some browsers.
 */
export function DatasetList({ entries, params, twins, now, renderActions }: DatasetListProps): JSX.Element {
  const sort = params.sort.length > 0 ? params.sort : NEWEST_FIRST
  return (
    <div className="bg-card rounded-lg border lg:overflow-x-auto">
      <table role="table" aria-label="Datasets" className="block w-full text-sm lg:table lg:table-fixed">
        <ListHead sort={sort} hrefFor={(order) => dashboardHref({ ...params, offset: 0, sort: order })} />
        <tbody role="rowgroup" className="block lg:table-row-group">
          {entries.map((entry) => (
            <DatasetRow
              key={entry.dataset.id}
              entry={entry}
              twin={twins.get(entry.dataset.id) ?? null}
              sortedBy={sort[0]?.column ?? 'when'}
              unfoldHref={dashboardHref({ ...params, unfold: entry.dataset.id })}
              now={now}
              renderActions={renderActions}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
