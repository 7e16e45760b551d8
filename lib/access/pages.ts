/** Access checks of pages and forms. Each page and action calls one; a test covers them all (e2e/security-access). */
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { mayRead, readAccess } from '@/lib/access/access'
import { assertSameSite } from '@/lib/access/same-site'
import { PATH_HEADER } from '@/lib/access/security-headers'
import { AppError } from '@/lib/errors'
import { loginHref } from '@/lib/search-params/login'

/**
 * Called first in every page, and in whatever reads data for its title: redirects to the login unless the visitor may
 * read. Not in the layout, which Next.js skips when a browser claims to have it already.
 */
export async function requireReader(): Promise<void> {
  const received = await headers()
  if (!mayRead(received)) redirect(loginHref(received.get(PATH_HEADER) ?? undefined))
}

/**
 * Called first in every action that makes changes.
 * @throws AppError `forbidden` or `unauthorized`
 */
export async function assertMayAct(): Promise<void> {
  const received = await assertSameSiteForm()
  if (readAccess(received) === 'signed-out') {
    throw new AppError('unauthorized', 'Sign in to change anything here: the link is at the top of the page.')
  }
}

/**
 * Called first in the login's own actions. Next.js alone would run an action without an Origin header, and trust
 * X-Forwarded-Host.
 * @throws AppError `forbidden`
 */
export async function assertSameSiteForm(): Promise<Headers> {
  const received = await headers()
  assertSameSite(received, { mustSay: true })
  return received
}
