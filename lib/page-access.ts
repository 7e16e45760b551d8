/** The doors of pages and forms. Each page and each action passes one; a test visits them all (e2e/security-access). */
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { mayRead, readAccess } from '@/lib/access'
import { AppError } from '@/lib/errors'
import { assertSameSite } from '@/lib/same-site'
import { loginHref } from '@/lib/search-params'
import { PATH_HEADER } from '@/lib/security-headers'

/**
 * First thing in every page, and in what reads data for its title: leads to the login who may not read. In the pages
 * and not in the layout, which Next.js leaves out when a browser says that it has it already.
 */
export async function requireReader(): Promise<void> {
  const received = await headers()
  if (!mayRead(received)) redirect(loginHref(received.get(PATH_HEADER) ?? undefined))
}

/**
 * First thing in every action that changes something.
 * @throws AppError `forbidden` or `unauthorized`
 */
export async function assertMayAct(): Promise<void> {
  const received = await assertSameSiteForm()
  if (readAccess(received) === 'signed-out') {
    throw new AppError('unauthorized', 'Sign in to change anything here: the link is at the top of the page.')
  }
}

/**
 * First thing in the actions of the login itself. Next.js alone would run an action that says nothing of its origin,
 * and believe X-Forwarded-Host.
 * @throws AppError `forbidden`
 */
export async function assertSameSiteForm(): Promise<Headers> {
  const received = await headers()
  assertSameSite(received, { mustSay: true })
  return received
}
