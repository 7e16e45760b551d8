/** Whether a change was requested from this site, and not by another site's page on a visitor's behalf. */
import 'server-only'
import { AppError } from '@/lib/errors'

/**
 * Refuses requests from pages of other sites. Programs do not send their origin; browsers send it with every form, so
 * forms (`mustSay`) without one are refused too. X-Forwarded-Host is not trusted: any client can send it.
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
