import type { JSX } from 'react'
import { Badge } from '@/components/ui/badge'
import { sourceLabel } from '@/lib/format'

/** Names the source that served a dataset; the bundled archive stands out, because it is not live data. */
export function SourceBadge({ source }: { source: string }): JSX.Element {
  if (source !== 'archive') return <Badge variant="secondary">{sourceLabel(source)}</Badge>
  return (
    <Badge variant="warning" title="Served from the copy bundled with Holocron, not from a live source.">
      {sourceLabel(source)}
    </Badge>
  )
}
