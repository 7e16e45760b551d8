'use client'

import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

export interface ErrorPageProps {
  error: Error & { digest?: string }
  retry: () => void
}

export default function ErrorPage({ error, retry }: ErrorPageProps): JSX.Element {
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
