import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import type { ServerNotice as Notice } from '@/lib/inngest-server/describe'

/** Says why the Inngest server does not execute downloads, and what to do about it. */
export function ServerNotice({ notice: { problem, advice, command } }: { notice: Notice }): JSX.Element {
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
