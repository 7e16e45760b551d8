'use client'

import Link from 'next/link'
import type { JSX } from 'react'

/** The footer of every page: where the data comes from, and where programs can get it. */
export function SiteFooter(): JSX.Element {
  return (
    // As high as its lines before they have come, so that it does not rise with each.
    <footer className="min-h-31 border-t min-[26rem]:min-h-26 sm:min-h-15.25">
      <p className="site-footer">
        {/* Spaces within the texts: one that comes alone counts as something that moves. */}
        {'The data comes from '}
        <a href="https://swapi.dev">SWAPI, the Star Wars API</a>
        {', and from servers that mirror it. Programs can read it through the '}
        <Link href="/api-docs">API</Link>.
      </p>
    </footer>
  )
}
