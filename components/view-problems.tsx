import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'

/** The parts of the URL that were ignored, so that nobody mistakes an unfiltered view for a filtered one. */
export function ViewProblems({ problems }: { problems: string[] }): JSX.Element | null {
  if (problems.length === 0) return null
  return (
    <Alert data-slot="view-problems">
      <AlertTitle>Part of this view could not be understood and was ignored.</AlertTitle>
      <AlertDescription>
        <ul className="list-disc pl-5 wrap-anywhere">
          {[...new Set(problems)].map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </AlertDescription>
    </Alert>
  )
}
