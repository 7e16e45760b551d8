import { clsx } from 'clsx'
import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { PendingMark } from '@/components/pending-mark'
import { buttonVariants } from '@/components/ui/button'

interface LoadMoreProps {
  /** The URL that shows more; null when everything is shown. */
  href: string | null
  /** What the link adds: "Load 10 more". */
  label: string
  /** A second, longer step: "Show all 82". */
  further?: { href: string | null; label: string } | undefined
  /** What is shown so far: "The first 10 of 82 rows". */
  position: string
  /** Other links from here. */
  children?: ReactNode
}

/** Plain links that show more of a list. They keep the scroll position and, when the last one goes, their height; and however often used, one step back leaves. */
export function LoadMore({ href, label, further, position, children }: LoadMoreProps): JSX.Element {
  return (
    <div className="text-muted-foreground flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <MoreLink href={href} label={label} variant="outline" />
      {further ? <MoreLink {...further} variant="ghost" /> : null}
      <p className="tabular-nums">{position}</p>
      {children}
    </div>
  )
}

function MoreLink(props: {
  href: string | null
  label: string
  variant: 'outline' | 'ghost'
}): JSX.Element | null {
  if (props.href === null) return null
  return (
    <Link
      href={props.href}
      replace
      scroll={false}
      prefetch={false}
      className={clsx(buttonVariants({ variant: props.variant, size: 'sm' }), 'relative print:hidden')}
    >
      {props.label}
      <PendingMark />
    </Link>
  )
}
