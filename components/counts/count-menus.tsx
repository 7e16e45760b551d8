import type { JSX, ReactNode } from 'react'
import { SavePng } from '@/components/counts/save-png'
import { Disclosure } from '@/components/ui/disclosure'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { formatCount } from '@/lib/format'
import { countsExportHref, countsPictureHref, type CountsParams, isPivot } from '@/lib/search-params/counts'

const THEMES = ['light', 'dark'] as const

/** Saves these counts: all of them as data, or what is on the screen as a picture. */
export function CountMenus({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  const pictures = THEMES.map((theme) => ({ theme, svgHref: countsPictureHref(id, params, theme) }))
  return (
    <>
      <Menu label="Export">
        <MenuLink href={countsExportHref(id, params, 'csv')} label="CSV" />
        <MenuLink href={countsExportHref(id, params, 'csv', true)} label="CSV for spreadsheets" />
        <MenuLink href={countsExportHref(id, params, 'ndjson')} label="NDJSON" />
        <MenuLink
          href={countsExportHref(id, params, 'json')}
          label={`JSON (up to ${formatCount(params.limit)})`}
        />
      </Menu>
      <Menu label="Picture">
        {pictures.map(({ theme, svgHref }) => (
          <MenuLink key={theme} href={svgHref} label={`SVG, ${theme}`} />
        ))}
        <SavePng
          pictures={pictures.map(({ theme, svgHref }) => ({ label: `PNG, ${theme}`, svgHref }))}
          fileName={`${RESOURCE.path}-${id}-${isPivot(params) ? 'pivot' : 'counts'}.png`}
        />
      </Menu>
    </>
  )
}

function Menu({ label, children }: { label: string; children: ReactNode }): JSX.Element {
  return (
    <Disclosure label={label} name="row-tools" panelClassName="p-1 text-sm lg:left-0 lg:w-56">
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
