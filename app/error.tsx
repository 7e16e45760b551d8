'use client'

import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from 'next/navigation'
import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

/** The digest of lib/db/outage.ts, which the browser cannot import. */
const DATABASE_AWAY_DIGEST = 'DATABASE_AWAY'

export interface ErrorPageProps {
  error: Error & { digest?: string }
  retry: () => void
}

export default function ErrorPage({ error, retry }: ErrorPageProps): JSX.Element {
  if (isOfAnotherBuild(error)) return <OutdatedPage />
  const isDatabaseAway = error.digest === DATABASE_AWAY_DIGEST
  return (
    <Alert variant="destructive" className="max-w-prose">
      <AlertTitle>
        {isDatabaseAway ? 'The database is not responding.' : 'This page could not be loaded.'}
      </AlertTitle>
      <AlertDescription className="mb-3 flex flex-col gap-1">
        <p>
          {isDatabaseAway
            ? 'Try again in a moment.'
            : 'Something failed on the server. Try again; if it fails again, see the server log.'}
        </p>
        {error.digest && !isDatabaseAway ? (
          <p>
            Search the log for <code className="font-mono">{error.digest}</code>.
          </p>
        ) : null}
      </AlertDescription>
      <Button type="button" variant="outline" size="sm" onClick={retry}>
        Try again
      </Button>
    </Alert>
  )
}

/** Whether this tab predates an upgrade: the server no longer knows its forms, or serves other scripts. */
function isOfAnotherBuild(error: Error): boolean {
  return error.name === 'ChunkLoadError' || isUnrecognizedAction(error)
}

function OutdatedPage(): JSX.Element {
  return (
    <Alert className="max-w-prose">
      <AlertTitle>Holocron was updated. Reload the page.</AlertTitle>
      <AlertDescription className="mb-3">
        This tab still shows the old version. Your last action was not carried out.
      </AlertDescription>
      <Button type="button" variant="outline" size="sm" onClick={() => window.location.reload()}>
        Reload
      </Button>
    </Alert>
  )
}
