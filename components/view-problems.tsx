import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'

/** What of the address could not be understood and is left out, so that nobody takes more rows for fewer. */
export function ViewProblems({ problems }: { problems: string[] }): JSX.Element | null {
  if (problems.length === 0) return null
  return (
    <Alert role="alert" data-slot="view-problems">
      <AlertTitle>Part of this view could not be understood and is left out.</AlertTitle>
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
