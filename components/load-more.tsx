import Link from 'next/link'
import type { JSX } from 'react'
import { PendingMark } from '@/components/pending-mark'
import { buttonVariants } from '@/components/ui/button'
import { cn } from '@/lib/utils'

interface LoadMoreProps {
  /** The URL that shows more; null when everything is shown. */
  href: string | null
  /** What the link adds: "Load 10 more". */
  label: string
  /** What is shown so far: "10 of 82 rows". */
  position: string
}

/** A plain link that shows more of a list and keeps the scroll position. */
export function LoadMore({ href, label, position }: LoadMoreProps): JSX.Element {
  return (
    <div className="text-muted-foreground flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      {href === null ? null : (
        <Link
          href={href}
          scroll={false}
          prefetch={false}
          className={cn(buttonVariants({ variant: 'outline' }), 'relative')}
        >
          {label}
          <PendingMark />
        </Link>
      )}
      <p className="tabular-nums">{position}</p>
    </div>
  )
}
