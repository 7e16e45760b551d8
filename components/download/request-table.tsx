import type { JSX } from 'react'
import { DataGrid, DataGridHead } from '@/components/ui/data-grid'
import type { LoggedRequest } from '@/lib/datasets/model/download'
import { formatBytes, formatCount, formatTime } from '@/lib/format'

interface RequestTableProps {
  requests: LoggedRequest[]
  /** How many requests precede these. */
  offset: number
}

/** Requests that a download sent, in the order in which they ended. */
export function RequestTable({ requests, offset }: RequestTableProps): JSX.Element {
  const hasAttempts = requests.some(({ attempt }) => attempt > 1)
  return (
    <DataGrid label="Requests">
      <thead>
        <tr>
          <DataGridHead numeric>#</DataGridHead>
          <DataGridHead>URL</DataGridHead>
          <DataGridHead>Status</DataGridHead>
          <DataGridHead numeric>Duration</DataGridHead>
          <DataGridHead numeric>Size</DataGridHead>
          <DataGridHead>Sent</DataGridHead>
          <DataGridHead numeric>Try</DataGridHead>
          {hasAttempts ? <DataGridHead numeric>Attempt</DataGridHead> : null}
        </tr>
      </thead>
      <tbody>
        {requests.map((request, index) => (
          <tr key={offset + index}>
            <td className="text-muted-foreground text-right">{formatCount(offset + index + 1)}</td>
            <td className="max-w-none! min-w-60 font-mono text-xs break-all whitespace-normal!">
              {request.url}
            </td>
            <td className={isGood(request.status) ? undefined : 'text-destructive'}>
              {request.status ?? 'none'}
            </td>
            <td className="text-right whitespace-nowrap">{formatCount(request.ms)} ms</td>
            <td className="text-right whitespace-nowrap">{formatBytes(request.bytes)}</td>
            <td className="whitespace-nowrap">{formatTime(new Date(request.at))}</td>
            <td className="text-right">{request.tryNumber}</td>
            {hasAttempts ? <td className="text-right">{request.attempt}</td> : null}
          </tr>
        ))}
      </tbody>
    </DataGrid>
  )
}

function isGood(status: number | null): boolean {
  return status !== null && status < 400
}
