'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import type { JSX } from 'react'
import { NameMark } from '@/components/site/name-mark'
import { Shortcuts } from '@/components/site/shortcuts'
import { ThemeToggle } from '@/components/site/theme-toggle'
import { Button, buttonVariants } from '@/components/ui/button'
import { dashboardHref } from '@/lib/search-params/datasets'
import { loginHref } from '@/lib/search-params/login'
import { retentionHref } from '@/lib/search-params/over-time/retention'
import { schedulesHref } from '@/lib/search-params/over-time/schedules'

interface SiteHeaderProps {
  /** `open`: no sign-in is required. */
  access: 'open' | 'signed-in' | 'signed-out'
  signOutAction: () => Promise<void>
}

/**
 * The header of every page: name, navigation, command palette, sign-in or sign-out, theme. A client component, so that pages
 * do not carry its elements twice.
 */
export function SiteHeader({ access, signOutAction }: SiteHeaderProps): JSX.Element {
  return (
    <header className="bg-card border-b">
      <a href="#content" className="skip-link">
        Skip to the content
      </a>
      <div className="mx-auto flex min-h-14 max-w-7xl flex-wrap items-center gap-x-2 px-4 sm:gap-x-6 sm:px-6">
        <Link href={dashboardHref()} className="flex items-center gap-2 font-semibold tracking-tight">
          <NameMark className="text-primary size-6" />
          {/* Beside the navigation, small phones have no room for the name. */}
          <span className={access === 'open' ? 'max-[24rem]:sr-only' : undefined}>Holocron</span>
        </Link>
        {/* Beside a button to sign in or out, phones have no room for the navigation either. */}
        <nav
          aria-label="Main"
          className={clsx(
            'site-nav',
            access !== 'open' && 'max-[30rem]:order-last max-[30rem]:w-full max-[30rem]:pb-3',
          )}
        >
          <Link href={dashboardHref()}>Datasets</Link>
          <Link href={schedulesHref()}>Schedules</Link>
          <Link href={retentionHref()}>Retention</Link>
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <Shortcuts />
          {access === 'signed-out' ? (
            <Link href={loginHref()} className={buttonVariants({ variant: 'ghost', size: 'sm' })}>
              Sign in
            </Link>
          ) : null}
          {access === 'signed-in' ? (
            <form action={signOutAction}>
              <Button type="submit" variant="ghost" size="sm">
                Sign out
              </Button>
            </form>
          ) : null}
          <ThemeToggle />
        </div>
      </div>
    </header>
  )
}
