import type { JSX } from 'react'
import { Badge, type BadgeProps } from '@/components/ui/badge'
import type { DatasetStatus } from '@/lib/datasets/types'

const LOOKS: Record<DatasetStatus, { label: string; variant: BadgeProps['variant'] }> = {
  queued: { label: 'Waiting', variant: 'running' },
  downloading: { label: 'Downloading', variant: 'running' },
  ready: { label: 'Ready', variant: 'success' },
  failed: { label: 'Failed', variant: 'destructive' },
  cancelled: { label: 'Cancelled', variant: 'outline' },
}

/** How it stands with a dataset, in a word. */
export function DatasetStatusBadge({ status }: { status: DatasetStatus }): JSX.Element {
  return <Badge variant={LOOKS[status].variant}>{LOOKS[status].label}</Badge>
}
