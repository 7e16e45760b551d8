import type { JSX } from 'react'
import Link from 'next/link'
import { Button, buttonVariants } from '@/components/ui/button'

interface RowStepsProps {
  number: number
  /** Rows of the dataset. */
  total: number
  hrefFor: (number: number) => string
}

/** From a row to the ones beside it in the dataset's own order. */
export function RowSteps({ number, total, hrefFor }: RowStepsProps): JSX.Element {
  return (
    <nav aria-label="Rows beside this one" className="flex flex-wrap gap-2">
      <Step href={number > 1 ? hrefFor(number - 1) : null} label="Previous row" rel="prev" />
      <Step href={number < total ? hrefFor(number + 1) : null} label="Next row" rel="next" />
    </nav>
  )
}

/** At either end a step keeps its place, so that the other does not move under the pointer. */
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
