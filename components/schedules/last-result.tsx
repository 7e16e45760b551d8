import Link from 'next/link'
import type { JSX } from 'react'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { LossNotice } from '@/components/history/loss-notice'
import { Timestamp } from '@/components/timestamp'
import { Badge } from '@/components/ui/badge'
import type { ScheduleResult } from '@/lib/schedules/model/schedule'
import { datasetHref } from '@/lib/search-params/rows'

const LINK = 'text-link'

/** How a schedule ran last, with a link to what it downloaded; a loss of rows is said with both numbers. */
export function LastResult({ result }: { result: ScheduleResult }): JSX.Element {
  const { at, datasetId, sentence, loss } = result
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <Timestamp date={at} />
        <StatusBadge status={result.status} />
      </div>
      {datasetId === null ? (
        <p className="break-words">{sentence}</p>
      ) : (
        <p className="break-words">
          <Link href={datasetHref(datasetId)} prefetch={false} className={LINK}>
            {sentence}
          </Link>
        </p>
      )}
      {datasetId === null ? null : <LossNotice id={datasetId} loss={loss} />}
    </div>
  )
}

function StatusBadge({ status }: Pick<ScheduleResult, 'status'>): JSX.Element {
  if (status === 'deleted') return <Badge variant="outline">Deleted</Badge>
  if (status === 'refused') return <Badge variant="failure">Not started</Badge>
  return <DatasetStatusBadge status={status} />
}
