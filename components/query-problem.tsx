import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'

interface QueryProblemProps {
  /** What happened and what to do. */
  sentence: string
  /** The URL of the same view. */
  retryHref: string
  /** True when the dataset's files are damaged: a retry would not help. */
  isDamaged?: boolean
}

/** Shown in place of a result when there is none. Partial results are never shown. */
export function QueryProblem({ sentence, retryHref, isDamaged = false }: QueryProblemProps): JSX.Element {
  return (
    <Alert variant="destructive">
      <AlertTitle>{isDamaged ? 'This dataset cannot be read.' : 'The query did not complete.'}</AlertTitle>
      <AlertDescription className="mb-3">{sentence}</AlertDescription>
      {/* A plain link sends a new request; a router link may show a cached page. */}
      <a href={retryHref} className={buttonVariants({ variant: 'outline', size: 'sm' })}>
        Try again
      </a>
    </Alert>
  )
}
