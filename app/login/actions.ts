'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ActionState } from '@/components/action-form'
import { openSession, SESSION_COOKIE, SESSION_SECONDS } from '@/lib/access/access'
import { assertSameSiteForm } from '@/lib/access/pages'
import { AppError, userMessage } from '@/lib/errors'
import { log } from '@/lib/log'
import { dashboardHref } from '@/lib/search-params/datasets'
import { parseNext } from '@/lib/search-params/login'

/** Behind "Sign in": fields `token` and `next`, the page to redirect to. */
export async function signIn(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const token = form.get('token')
  try {
    const received = await assertSameSiteForm()
    const value = openSession(typeof token === 'string' ? token.trim() : '')
    const jar = await cookies()
    jar.set({
      name: SESSION_COOKIE,
      value,
      httpOnly: true,
      sameSite: 'lax',
      // Origin shows how the browser reached this site, even behind a proxy that terminates TLS.
      secure: received.get('origin')?.startsWith('https:') ?? false,
      path: '/',
      maxAge: SESSION_SECONDS,
    })
  } catch (error) {
    if (!(error instanceof AppError)) log.error({ err: error }, 'an action failed')
    return { ok: false, message: userMessage(error) }
  }
  redirect(parseNext(form.get('next')))
}

/** Behind "Sign out". */
export async function signOut(): Promise<void> {
  await assertSameSiteForm()
  const jar = await cookies()
  jar.delete(SESSION_COOKIE)
  redirect(dashboardHref())
}
