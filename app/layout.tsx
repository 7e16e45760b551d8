import type { JSX, ReactNode } from 'react'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { fontVariables } from '@/app/fonts'
import { signOut } from '@/app/login/actions'
import { FollowLinks } from '@/components/site/follow-links'
import { SiteFooter } from '@/components/site/site-footer'
import { SiteHeader } from '@/components/site/site-header'
import { ThemeProvider } from '@/components/site/theme-provider'
import { readAccess } from '@/lib/access/access'
import { readOrigin } from '@/lib/access/origin'
import { NONCE_HEADER } from '@/lib/access/security-headers'
import { tabTitle } from '@/lib/format/view-title'
import './globals.css'

export async function generateMetadata(): Promise<Metadata> {
  const origin = readOrigin(await headers())
  return {
    // Images of shared links need absolute URLs, and only the request knows this server's host name.
    ...(origin !== null && { metadataBase: new URL(origin) }),
    title: { default: 'Holocron', template: tabTitle('%s') },
    description:
      'Download the complete set of Star Wars characters from SWAPI, keep it as a CSV, and explore it.',
  }
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }): Promise<JSX.Element> {
  const received = await headers()
  return (
    // The theme's class is set before hydration, so the server's markup differs on this one element.
    <html lang="en" suppressHydrationWarning className={fontVariables}>
      <body className="flex min-h-dvh flex-col font-sans antialiased">
        <ThemeProvider nonce={received.get(NONCE_HEADER) ?? undefined}>
          <SiteHeader access={readAccess(received)} signOutAction={signOut} />
          <main id="content" tabIndex={-1} className="mx-auto w-full max-w-7xl grow px-4 py-4 sm:px-6">
            {children}
          </main>
          <SiteFooter />
          <FollowLinks />
        </ThemeProvider>
      </body>
    </html>
  )
}
