import type { JSX } from 'react'
import Link from 'next/link'

/** The line at the end of every page: whose data this is, and where programs find it. */
export function SiteFooter(): JSX.Element {
  return (
    <footer className="border-t">
      <p className="text-muted-foreground mx-auto max-w-7xl px-4 py-5 text-sm sm:px-6">
        The data comes from{' '}
        <a href="https://swapi.dev" className="hover:text-foreground underline underline-offset-4">
          SWAPI, the Star Wars API
        </a>
        , and from the servers that carry it on. Programs read it through the{' '}
        <Link href="/api-docs" className="hover:text-foreground underline underline-offset-4">
          API
        </Link>
        .
      </p>
    </footer>
  )
}
