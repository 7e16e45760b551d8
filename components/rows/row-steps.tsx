import Link from 'next/link'
import type { JSX } from 'react'
import { Button, buttonVariants } from '@/components/ui/button'

interface RowStepsProps {
  number: number
  /** The number of rows of the dataset. */
  total: number
  hrefFor: (number: number) => string
}

/** Links from a row to the adjacent ones, in the dataset's order. */
export function RowSteps({ number, total, hrefFor }: RowStepsProps): JSX.Element {
  return (
    <nav aria-label="Adjacent rows" className="flex flex-wrap gap-2">
      <Step href={number > 1 ? hrefFor(number - 1) : null} label="Previous row" rel="prev" />
      <Step href={number < total ? hrefFor(number + 1) : null} label="Next row" rel="next" />
    </nav>
  )
}

/** At either end the step is disabled, not removed, so that the other one does not move under the pointer. */
function Step({ href, label, rel }: { href: string | null; label: string; rel: string }): JSX.Element {
  if (href === null) {
    return (
      <Button variant="outline" disabled>
        {label}
      </Button>
    )
  }
  return (
    <Link
      href={href}
      rel={rel}
      prefetch={false}
      scroll={false}
      className={buttonVariants({ variant: 'outline' })}
    >
      {label}
    </Link>
  )
}
