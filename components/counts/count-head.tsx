import { clsx } from 'clsx'
import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { PendingMark } from '@/components/pending-mark'
import { COUNTS_STEP, countsHref, type CountsParams, isPivot } from '@/lib/search-params/counts'

interface CountHeadProps {
  id: string
  params: CountsParams
  heading: string
  /** What was counted, in a sentence. */
  summary: string
  /** Other links to these counts. */
  children?: ReactNode
}

/** Switching the view starts at the first counts. */
const FROM_THE_START = { limit: COUNTS_STEP, offset: 0 }

/** The line above counts: what they are, and the two ways to look at them. */
export function CountHead({ id, params, heading, summary, children }: CountHeadProps): JSX.Element {
  const first = { ...params, ...FROM_THE_START }
  const isTable = !isPivot(params)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <h2 id="counts" className="font-semibold">
        {heading}
      </h2>
      <p className="text-muted-foreground tabular-nums">{summary}</p>
      <div className="flex flex-wrap items-center gap-3 sm:ml-auto print:hidden">
        {children}
        <nav aria-label="View" className="border-input bg-card flex overflow-clip rounded-md border">
          <ViewLink href={countsHref(id, { ...first, view: undefined })} label="Table" isCurrent={isTable} />
          <ViewLink
            href={params.columns.length === 2 ? countsHref(id, { ...first, view: 'pivot' }) : null}
            label="Pivot"
            isCurrent={!isTable}
          />
        </nav>
      </div>
    </div>
  )
}

/** A view, or what it takes to have it. */
function ViewLink(props: { href: string | null; label: string; isCurrent: boolean }): JSX.Element {
  const { href, label, isCurrent } = props
  const look = 'relative inline-flex h-8 items-center px-4'
  if (href === null)
    return (
      <span title="A pivot needs exactly two columns." className={clsx(look, 'text-muted-foreground')}>
        {label}
      </span>
    )
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      aria-current={isCurrent ? 'page' : undefined}
      className={clsx(
        look,
        '-outline-offset-2',
        isCurrent ? 'bg-secondary text-secondary-foreground font-medium' : 'hover:bg-accent',
      )}
    >
      {label}
      <PendingMark />
    </Link>
  )
}
