'use client'

import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from 'next/navigation'
import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

export interface ErrorPageProps {
  error: Error & { digest?: string }
  retry: () => void
}

export default function ErrorPage({ error, retry }: ErrorPageProps): JSX.Element {
  if (isOfAnotherBuild(error)) return <OutdatedPage />
  return (
    <Alert variant="destructive" role="alert" className="max-w-prose">
      <AlertTitle>This page could not be read.</AlertTitle>
      <AlertDescription className="mb-3 flex flex-col gap-1">
        <p>Something failed on the server. Try again; if it fails once more, its log says why.</p>
        {error.digest ? (
          <p>
            In the log it is <code className="font-mono">{error.digest}</code>.
          </p>
        ) : null}
      </AlertDescription>
      <Button type="button" variant="outline" size="sm" onClick={retry}>
        Try again
      </Button>
    </Alert>
  )
}

/** Whether this tab has its scripts from before an upgrade: the server knows its forms no more, or has other scripts. */
function isOfAnotherBuild(error: Error): boolean {
  return error.name === 'ChunkLoadError' || isUnrecognizedAction(error)
}

function OutdatedPage(): JSX.Element {
  return (
    <Alert role="alert" className="max-w-prose">
      <AlertTitle>Holocron was updated. Reload the page.</AlertTitle>
      <AlertDescription className="mb-3">
        This tab still shows the version from before. What you just did was not done.
      </AlertDescription>
      <Button type="button" variant="outline" size="sm" onClick={() => window.location.reload()}>
        Reload
      </Button>
    </Alert>
  )
}
