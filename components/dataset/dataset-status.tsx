import type { JSX } from 'react'
import { Badge, type BadgeProps } from '@/components/ui/badge'
import type { DatasetStatus } from '@/lib/datasets/model/dataset'

const LOOKS: Record<DatasetStatus, { label: string; variant: BadgeProps['variant'] }> = {
  queued: { label: 'Queued', variant: 'running' },
  downloading: { label: 'Downloading', variant: 'running' },
  ready: { label: 'Ready', variant: 'success' },
  unchanged: { label: 'Unchanged', variant: 'outline' },
  failed: { label: 'Failed', variant: 'failure' },
  cancelled: { label: 'Cancelled', variant: 'outline' },
}

/** A dataset's status in one word. */
export function DatasetStatusBadge({ status }: { status: DatasetStatus }): JSX.Element {
  return <Badge variant={LOOKS[status].variant}>{LOOKS[status].label}</Badge>
}
