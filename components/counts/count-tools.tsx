import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { SavePng } from '@/components/counts/save-png'
import { Disclosure } from '@/components/ui/disclosure'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { formatCount } from '@/lib/format'
import {
  COUNTS_STEP,
  countsChartHref,
  countsExportHref,
  countsHref,
  type CountsParams,
} from '@/lib/search-params/counts'
import { cn } from '@/lib/utils'

interface CountToolsProps {
  id: string
  params: CountsParams
}

/** Switching the view starts at the first counts. */
const FROM_THE_START = { limit: COUNTS_STEP, offset: 0 }

/** Actions on these counts: show two columns as a pivot, export them, or save a chart. */
export function CountTools({ id, params }: CountToolsProps): JSX.Element {
  const { columns, limit, view } = params
  const isPivot = view === 'pivot' && columns.length === 2
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      {columns.length === 2 ? (
        <nav aria-label="View" className="bg-card flex overflow-clip rounded-md border">
          <ViewLink
            href={countsHref(id, { ...params, ...FROM_THE_START, view: undefined })}
            label="Table"
            isCurrent={!isPivot}
          />
          <ViewLink
            href={countsHref(id, { ...params, ...FROM_THE_START, view: 'pivot' })}
            label="Pivot"
            isCurrent={isPivot}
          />
        </nav>
      ) : null}
      <Menu label="Export">
        <MenuLink href={countsExportHref(id, params, 'csv')} label="CSV" />
        <MenuLink href={countsExportHref(id, params, 'csv', true)} label="CSV for spreadsheets" />
        <MenuLink href={countsExportHref(id, params, 'ndjson')} label="NDJSON" />
        <MenuLink href={countsExportHref(id, params, 'json')} label={`JSON (up to ${formatCount(limit)})`} />
      </Menu>
      <Menu label="Chart">
        {(['light', 'dark'] as const).map((theme) => (
          <MenuLink key={theme} href={countsChartHref(id, params, theme)} label={`SVG, ${theme}`} />
        ))}
        <SavePng
          pictures={(['light', 'dark'] as const).map((theme) => ({
            label: `PNG, ${theme}`,
            svgHref: countsChartHref(id, params, theme),
          }))}
          fileName={`${RESOURCE.path}-${id}-counts.png`}
        />
      </Menu>
    </div>
  )
}

function ViewLink(props: { href: string; label: string; isCurrent: boolean }): JSX.Element {
  return (
    <Link
      href={props.href}
      scroll={false}
      prefetch={false}
      aria-current={props.isCurrent ? 'page' : undefined}
      className={cn(
        'inline-flex h-10 items-center px-4 -outline-offset-2',
        props.isCurrent ? 'bg-secondary text-secondary-foreground font-medium' : 'hover:bg-accent',
      )}
    >
      {props.label}
    </Link>
  )
}

function Menu({ label, children }: { label: string; children: ReactNode }): JSX.Element {
  return (
    <Disclosure label={label} name="count-tools" panelClassName="p-1 lg:left-0 lg:w-56">
      <ul>{children}</ul>
    </Disclosure>
  )
}

function MenuLink({ href, label }: { href: string; label: string }): JSX.Element {
  return (
    <li>
      {/* A plain link, because it points to a file, not a page. */}
      <a href={href} className="hover:bg-accent flex min-h-8 items-center rounded px-2">
        {label}
      </a>
    </li>
  )
}
