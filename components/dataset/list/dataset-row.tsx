import { clsx } from 'clsx'
import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { ArchiveNote } from '@/components/dataset/archive-notice'
import { problemSentence } from '@/components/dataset/dataset-problem'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { DELETE_FORM_ID } from '@/components/dataset/list/delete-form-id'
import { NUMERIC } from '@/components/dataset/list/list-head'
import { SourceBadge } from '@/components/dataset/source-badge'
import { RelativeTime } from '@/components/timestamp'
import { Badge } from '@/components/ui/badge'
import { NativeCheckbox } from '@/components/ui/native-checkbox'
import { type Checks, type Dataset, isRunning } from '@/lib/datasets/model/dataset'
import type { DatasetKey } from '@/lib/datasets/model/view'
import {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatQuantity,
  formatShortDateTime,
} from '@/lib/format'
import { formatAgo } from '@/lib/format/ago'
import { datasetTitle } from '@/lib/format/dataset-title'
import { datasetHref } from '@/lib/search-params/rows'

/** A dataset in the list, and how many with the same bytes are folded into it. */
export interface ListedDataset {
  dataset: Dataset
  /** The last of those folded into it; null when it stands for itself. */
  last: Dataset | null
  size: number
  /** The downloads that found it unchanged; null if there are none. */
  checks: Checks | null
}

interface DatasetRowProps {
  entry: ListedDataset
  /** The id of an older dataset with the same bytes, or of the one that an unchanged download equals. */
  twin: string | null
  sortedBy: DatasetKey
  unfoldHref: string
  now: Date
  /** What to do about a download that failed. */
  renderActions: (dataset: Dataset) => ReactNode
}

/** A row of the list. On phones it has three lines, and leaves out numbers that its title has or few ask for. */
export function DatasetRow(props: DatasetRowProps): JSX.Element {
  const { dataset } = props.entry
  const { byteSize, createdAt, finishedAt, source, startedAt, status } = dataset
  const isReady = status === 'ready'
  const shown = (column: DatasetKey): Pick<CellProps, 'column' | 'isOnPhone'> => ({
    column,
    isOnPhone: props.sortedBy === column || !['rows', 'requests'].includes(column),
  })
  return (
    <tr
      role="row"
      className="lg:hover:bg-muted/60 relative flex flex-wrap items-center gap-x-2.5 border-b py-1 pr-3 pl-10 last:border-b-0 lg:table-row"
    >
      <td role="cell" className="absolute top-1 left-2 lg:static lg:py-2 lg:pl-2.5 lg:align-top">
        {isRunning(status) ? null : (
          <NativeCheckbox
            name="id"
            value={dataset.id}
            form={DELETE_FORM_ID}
            // Browsers restore ticks by their place, where another dataset may be by then.
            autoComplete="off"
            aria-label={`Select ${datasetTitle(dataset)}`}
            className="block size-6 cursor-pointer scroll-mb-32 lg:size-5"
          />
        )}
      </td>
      <td role="cell" className="min-w-0 basis-full lg:px-2.5 lg:py-2 lg:align-top">
        <NameAndState {...props} />
      </td>
      <Cell {...shown('when')}>
        <RelativeTime date={createdAt} now={props.now} />
      </Cell>
      <Cell {...shown('source')}>{source === null ? null : <SourceBadge source={source} />}</Cell>
      <Cell {...shown('rows')} unit=" rows">
        {isReady ? formatCount(dataset.rowCount) : null}
      </Cell>
      <Cell {...shown('size')}>{byteSize === null ? null : formatBytes(byteSize)}</Cell>
      <Cell {...shown('requests')} unit=" requests">
        {formatCount(dataset.requests)}
      </Cell>
      <Cell {...shown('duration')}>
        {startedAt && finishedAt ? formatDuration(finishedAt.getTime() - startedAt.getTime()) : null}
      </Cell>
    </tr>
  )
}

function NameAndState(props: DatasetRowProps): JSX.Element {
  const { entry, twin, renderActions } = props
  const { dataset, last } = entry
  const title = datasetTitle(dataset)
  return (
    <>
      <Link
        href={datasetHref(dataset.id)}
        prefetch={false}
        title={title}
        className="text-primary block w-fit max-w-full scroll-mb-32 truncate leading-6 font-medium underline-offset-4 hover:underline lg:max-w-96"
      >
        {title}
      </Link>
      <div
        className={clsx('flex min-w-0 items-center gap-x-2', dataset.status === 'unchanged' && 'flex-wrap')}
      >
        <DatasetStatusBadge status={dataset.status} />
        {dataset.pinned ? (
          <Badge variant="secondary" size="sm">
            Pinned
          </Badge>
        ) : null}
        {dataset.status === 'unchanged' ? null : (
          <span
            title={dataset.fileName}
            className="text-muted-foreground min-w-0 truncate font-mono text-[11px]"
          >
            {dataset.fileName}
          </span>
        )}
        <ArchiveNote dataset={dataset} />
        {twin === null || last !== null ? null : (
          <Link href={datasetHref(twin)} prefetch={false} className="inline-flex min-h-6 items-center">
            <Badge
              variant="outline"
              title={`Same ${dataset.status === 'ready' ? 'bytes' : 'content'} as ${twin}`}
            >
              Same as an earlier one
            </Badge>
          </Link>
        )}
      </div>
      <Folded {...props} />
      {dataset.status === 'failed' ? (
        <div className="my-1 flex max-w-prose flex-col gap-2">
          <p className="text-destructive">{problemSentence(dataset)}</p>
          {renderActions(dataset)}
        </div>
      ) : null}
    </>
  )
}

/** What is folded into an entry, as links that show it. */
function Folded({ entry, unfoldHref, now }: DatasetRowProps): JSX.Element {
  const { dataset, last, size, checks } = entry
  const link = (title: string, text: string): JSX.Element => (
    <Link
      href={unfoldHref}
      scroll={false}
      prefetch={false}
      title={title}
      className="text-muted-foreground hover:text-primary mr-3 inline-flex min-h-6 items-center text-xs underline underline-offset-4"
    >
      {text}
    </Link>
  )
  const repeated =
    last && `Same as ${formatShortDateTime(last.createdAt)}, ${formatQuantity(size - 1, 'time')}`
  const changedAt = last && last.createdAt < dataset.createdAt ? last.createdAt : dataset.createdAt
  return (
    <>
      {repeated === null ? null : link(`Show all ${formatCount(size)}`, repeated)}
      {checks === null
        ? null
        : link(
            `Last checked ${formatDateTime(checks.lastAt)}. Show all checks`,
            `Checked ${formatQuantity(checks.times, 'time')}, last change ${formatAgo(changedAt, now)}`,
          )}
    </>
  )
}

interface CellProps {
  column: DatasetKey
  isOnPhone: boolean
  /** What a number counts, where no heading says so. */
  unit?: string
  /** Null is shown as a dash in the table, and left out on phones. */
  children: ReactNode
}

function Cell({ column, isOnPhone, unit, children }: CellProps): JSX.Element {
  return (
    <td
      role="cell"
      className={clsx(
        'truncate text-xs tabular-nums lg:px-2.5 lg:py-2.5 lg:align-top lg:text-sm',
        NUMERIC.has(column) && 'lg:text-right',
        (children === null || !isOnPhone) && 'hidden lg:table-cell',
      )}
    >
      {children ?? (
        <span className="text-muted-foreground">
          <span aria-hidden>—</span>
          <span className="sr-only">none</span>
        </span>
      )}
      {unit === undefined || children === null ? null : <span className="lg:hidden">{unit}</span>}
    </td>
  )
}
