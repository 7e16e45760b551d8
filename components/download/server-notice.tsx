import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'

export interface ServerNoticeProps {
  /** A sentence: what is wrong. */
  problem: string
  /** A sentence: what to do. */
  advice: string
  /** A command that does it; null if there is none. */
  command: string | null
}

/** Says why the Inngest server does not execute downloads, and what to do about it. */
export function ServerNotice({ problem, advice, command }: ServerNoticeProps): JSX.Element {
  return (
    <Alert role="status" variant="destructive">
      <AlertTitle>Downloads are not being executed</AlertTitle>
      <AlertDescription className="flex flex-col gap-1 wrap-anywhere">
        <p>{problem}</p>
        <p>{advice}</p>
        {command === null ? null : <code className="font-mono text-xs">{command}</code>}
      </AlertDescription>
    </Alert>
  )
}
