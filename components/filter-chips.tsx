import Link from 'next/link'
import type { JSX } from 'react'
import { KeepFocus } from '@/components/keep-focus'
import { joinRanges } from '@/lib/datasets/model/limits/ranges'
import type { Selection } from '@/lib/datasets/model/view'
import { describeFilter, describeSearch } from '@/lib/format/conditions'

interface FilterChipsProps {
  selection: Selection
  /** The URL of the same page with another selection. */
  hrefFor: (selection: Selection) => string
}

interface ChipProps {
  text: string
  /** In full, where `text` is short for it. */
  title?: string
  /** The URL without the condition. */
  href: string
}

/** Describes the selection; each condition can be removed. Renders nothing when all rows are selected. */
export function FilterChips({ selection, hrefFor }: FilterChipsProps): JSX.Element | null {
  const { filters, q } = selection
  if (filters.length === 0 && q === '') return null
  return (
    <KeepFocus className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-muted-foreground">Only rows where</span>
      <ul className="contents" aria-label="Conditions">
        {joinRanges(filters).map(({ filters: own, range }, index) => (
          <Chip
            key={index}
            text={range ?? own.map(describeFilter).join()}
            title={own.map(describeFilter).join(', ')}
            href={hrefFor({ q, filters: filters.filter((one) => !own.includes(one)) })}
          />
        ))}
        {q === '' ? null : <Chip text={describeSearch(q)} href={hrefFor({ filters, q: '' })} />}
      </ul>
      <Link href={hrefFor({ filters: [], q: '' })} scroll={false} prefetch={false} className="text-link">
        Show all rows
      </Link>
    </KeepFocus>
  )
}

/** A condition, as a link that removes it. Part of a list. */
export function Chip({ text, title = text, href }: ChipProps): JSX.Element {
  return (
    <li className="max-w-full">
      <Link
        href={href}
        scroll={false}
        prefetch={false}
        title={title}
        aria-label={`Remove: ${text}`}
        className="bg-secondary text-secondary-foreground hover:bg-accent inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-md border px-2.5"
      >
        <span className="truncate">{text}</span>
        <span aria-hidden>×</span>
      </Link>
    </li>
  )
}
