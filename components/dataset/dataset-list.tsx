import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import type { FormAction } from '@/components/action-form'
import { problemSentence } from '@/components/dataset/dataset-problem'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { RetryForm } from '@/components/dataset/retry-form'
import { SourceBadge } from '@/components/dataset/source-badge'
import { Timestamp } from '@/components/timestamp'
import { Badge } from '@/components/ui/badge'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatBytes, formatCount, formatDuration, shortHash } from '@/lib/format'
import { datasetHref } from '@/lib/search-params/rows'
import { cn } from '@/lib/utils'

const COLUMNS = ['File', 'When', 'Source', 'Rows', 'Size', 'Requests', 'Duration', 'sha256'] as const
const NUMERIC = new Set<string>(['Rows', 'Size', 'Requests', 'Duration'])

interface DatasetListProps {
  datasets: Dataset[]
  /** Ids of datasets that have the same content as an older one, mapped to its id. */
  twins: Map<string, string>
  retryAction: FormAction
}

/**
 * Datasets with their metadata, newest first: a table on wide screens, cards on phones.
 * The roles are explicit because a table laid out as blocks loses them in some browsers.
 */
export function DatasetList({ datasets, twins, retryAction }: DatasetListProps): JSX.Element {
  return (
    <div className="lg:bg-card lg:overflow-x-auto lg:rounded-lg lg:border">
      <table role="table" aria-label="Datasets" className="block w-full text-sm lg:table">
        <thead role="rowgroup" className="sr-only lg:not-sr-only lg:table-header-group">
          <tr role="row" className="lg:border-b">
            {COLUMNS.map((name) => (
              <th
                key={name}
                role="columnheader"
                scope="col"
                className={cn('h-10 px-2.5 font-medium', NUMERIC.has(name) ? 'text-right' : 'text-left')}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="flex flex-col gap-3 lg:table-row-group">
          {datasets.map((dataset) => (
            <DatasetEntry
              key={dataset.id}
              dataset={dataset}
              twin={twins.get(dataset.id) ?? null}
              retryAction={retryAction}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DatasetEntry({
  dataset,
  twin,
  retryAction,
}: {
  dataset: Dataset
  twin: string | null
  retryAction: FormAction
}): JSX.Element {
  const { byteSize, createdAt, finishedAt, sha256, source, startedAt } = dataset
  const isReady = dataset.status === 'ready'
  return (
    <tr
      role="row"
      className="bg-card lg:hover:bg-muted/60 grid grid-cols-2 gap-x-4 gap-y-2 rounded-lg border p-4 sm:grid-cols-4 lg:table-row lg:rounded-none lg:border-0 lg:border-b lg:p-0 lg:last:border-b-0"
    >
      <td role="cell" className="col-span-full min-w-0 lg:px-2.5 lg:py-2.5 lg:align-top">
        <div className="flex flex-wrap items-center gap-2 lg:flex-nowrap">
          <Link
            href={datasetHref(dataset.id)}
            prefetch={false}
            className="text-primary font-mono text-[0.8125rem] break-all underline-offset-4 hover:underline lg:text-xs lg:whitespace-nowrap"
          >
            {dataset.fileName}
          </Link>
          <DatasetStatusBadge status={dataset.status} />
          {twin === null ? null : (
            <Link href={datasetHref(twin)} prefetch={false}>
              <Badge variant="outline" title={`Same bytes as ${twin}`}>
                Same as an earlier one
              </Badge>
            </Link>
          )}
        </div>
        {dataset.status === 'failed' ? (
          <div className="mt-2 flex max-w-prose flex-col gap-2">
            <p className="text-destructive">{problemSentence(dataset)}</p>
            <RetryForm id={dataset.id} retryAction={retryAction} />
          </div>
        ) : null}
      </td>
      <Cell name="When">
        <Timestamp date={createdAt} />
      </Cell>
      <Cell name="Source">{source === null ? null : <SourceBadge source={source} />}</Cell>
      <Cell name="Rows">{isReady ? formatCount(dataset.rowCount) : null}</Cell>
      <Cell name="Size">{byteSize === null ? null : formatBytes(byteSize)}</Cell>
      <Cell name="Requests">{formatCount(dataset.requests)}</Cell>
      <Cell name="Duration">
        {startedAt && finishedAt ? formatDuration(finishedAt.getTime() - startedAt.getTime()) : null}
      </Cell>
      <Cell name="sha256">
        {sha256 === null ? null : (
          <code title={sha256} className="font-mono text-xs">
            {shortHash(sha256)}
          </code>
        )}
      </Cell>
    </tr>
  )
}

/** A fact about a dataset. Null is shown as a dash in the table, and omitted from the card. */
function Cell({ name, children }: { name: (typeof COLUMNS)[number]; children: ReactNode }): JSX.Element {
  return (
    <td
      role="cell"
      className={cn(
        'min-w-0 tabular-nums lg:px-2.5 lg:py-2.5 lg:align-top lg:whitespace-nowrap',
        NUMERIC.has(name) && 'lg:text-right',
        children === null && 'hidden lg:table-cell',
      )}
    >
      <span aria-hidden className="text-muted-foreground block text-xs lg:hidden">
        {name}
      </span>
      {children ?? (
        <span className="text-muted-foreground">
          <span aria-hidden>—</span>
          <span className="sr-only">none</span>
        </span>
      )}
    </td>
  )
}
