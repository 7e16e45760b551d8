'use client'

import type { JSX } from 'react'
import ErrorPage, { type ErrorPageProps } from '@/app/error'
import './globals.css'

/** Replaces the whole document when even the layout could not be loaded. */
export default function GlobalErrorPage(props: ErrorPageProps): JSX.Element {
  return (
    <html lang="en">
      <body className="font-sans antialiased">
        <title>Holocron</title>
        <main className="mx-auto max-w-7xl px-4 py-8 sm:px-6 sm:py-10">
          <ErrorPage {...props} />
        </main>
      </body>
    </html>
  )
}
