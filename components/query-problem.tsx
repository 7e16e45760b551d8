import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'

interface QueryProblemProps {
  /** What happened and what to do. */
  sentence: string
  /** The address of the same view. */
  retryHref: string
  /** True when the dataset's files are to blame: asking again would not help. */
  isDamaged?: boolean
}

/** Stands where an answer would, when there is none. Nothing partial is shown instead. */
export function QueryProblem({ sentence, retryHref, isDamaged = false }: QueryProblemProps): JSX.Element {
  return (
    <Alert variant="destructive" role="alert">
      <AlertTitle>{isDamaged ? 'This dataset cannot be read.' : 'There is no answer this time.'}</AlertTitle>
      <AlertDescription className="mb-3">{sentence}</AlertDescription>
      {/* A plain link: it asks again, where a link of the router may show what it knows already. */}
      <a href={retryHref} className={buttonVariants({ variant: 'outline', size: 'sm' })}>
        Try again
      </a>
    </Alert>
  )
}
