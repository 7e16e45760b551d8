import type { JSX } from 'react'
import Link from 'next/link'
import { PendingMark } from '@/components/pending-mark'
import { Button } from '@/components/ui/button'

interface LoadMoreProps {
  /** Where more is; null when everything is shown. */
  href: string | null
  /** What the link adds: "Load 10 more". */
  label: string
  /** How far one has come: "10 of 82 rows". */
  position: string
}

/** A plain link that shows more of a list and keeps the place on the page. */
export function LoadMore({ href, label, position }: LoadMoreProps): JSX.Element {
  return (
    <div className="text-muted-foreground flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      {href === null ? null : (
        <Button asChild variant="outline" className="relative">
          <Link href={href} scroll={false} prefetch={false}>
            {label}
            <PendingMark />
          </Link>
        </Button>
      )}
      <p className="tabular-nums">{position}</p>
    </div>
  )
}
