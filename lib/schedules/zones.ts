import 'server-only'
import { AppError } from '@/lib/errors'

/** The time zones that people are offered: UTC, then all others by name. */
export function listZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
}

/**
 * The name of a time zone, which may also be an older name of one.
 * @throws AppError `invalid`
 */
export function parseZone(text: string): string {
  const offered = listZones().find((zone) => zone.toLowerCase() === text.toLowerCase())
  if (offered !== undefined) return offered
  // Offsets such as +02:00, which some versions of Node accept, know nothing of summer time.
  if (/^[A-Za-z][\w+/-]{0,63}$/.test(text) && isKnown(text)) return text
  throw new AppError('invalid', 'This time zone is not known. Use a name such as Europe/Berlin, or UTC.')
}

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
