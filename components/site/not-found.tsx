'use client'

import Link from 'next/link'
import type { JSX } from 'react'
import { buttonVariants } from '@/components/ui/button'
import { dashboardHref } from '@/lib/search-params/datasets'

/** What a page shows that is not there. A client component, because every page is sent with it. */
export function NotFound(): JSX.Element {
  return (
    <div className="flex max-w-prose flex-col items-start gap-4">
      <h1 className="text-2xl font-semibold tracking-tight">Page not found</h1>
      <p className="text-muted-foreground">
        The dataset may have been deleted, or the link may be incomplete.
      </p>
      <Link href={dashboardHref()} className={buttonVariants()}>
        See all datasets
      </Link>
    </div>
  )
}
