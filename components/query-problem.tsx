import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'

interface QueryProblemProps {
  /** What happened and what to do. */
  sentence: string
  /** The address of the same view. */
  retryHref: string
}

/** Stands where an answer would, when its query met a limit of the server. Nothing partial is shown instead. */
export function QueryProblem({ sentence, retryHref }: QueryProblemProps): JSX.Element {
  return (
    <Alert variant="destructive" role="alert">
      <AlertTitle>There is no answer this time.</AlertTitle>
      <AlertDescription className="mb-3">{sentence}</AlertDescription>
      {/* A plain link: it asks again, where a link of the router may show what it knows already. */}
      <a href={retryHref} className={buttonVariants({ variant: 'outline', size: 'sm' })}>
        Try again
      </a>
    </Alert>
  )
}
