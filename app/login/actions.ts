'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { openSession, SESSION_COOKIE, SESSION_SECONDS } from '@/lib/access'
import type { ActionState } from '@/lib/datasets/types'
import { AppError, userMessage } from '@/lib/errors'
import { log } from '@/lib/log'
import { assertSameSiteForm } from '@/lib/page-access'
import { dashboardHref, parseNext } from '@/lib/search-params'

/** Behind "Sign in": fields `token`, and `next`, where it leads. */
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
      // The browser's own word for how it reached this site, also behind a proxy that ends TLS.
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
