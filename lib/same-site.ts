/** Whether a change was asked for from this site, and not by a page of another site in a visitor's name. */
import 'server-only'
import { AppError } from '@/lib/errors'

/**
 * Refuses what a page of another site asks for. Programs say nothing about where they are; browsers say it with every
 * form, so for forms (`mustSay`) silence is refused too. X-Forwarded-Host is not believed: anybody may send it.
 * @throws AppError `forbidden`
 */
export function assertSameSite(headers: Headers, { mustSay }: { mustSay: boolean }): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const isSilent = site === null && origin === null
  const isForeignSite = site !== null && site !== 'same-origin' && site !== 'none'
  const isForeignOrigin =
    origin !== null && (!URL.canParse(origin) || new URL(origin).host !== headers.get('host'))
  if (isForeignSite || isForeignOrigin || (mustSay && isSilent)) {
    throw new AppError('forbidden', 'Requests from other sites cannot change anything here.')
  }
}
