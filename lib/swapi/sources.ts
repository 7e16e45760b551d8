import 'server-only'
import { env } from '@/lib/env'

export const AUTO = 'auto'
export const ARCHIVE = 'archive'

/** The sources to try for a request, in order. A picked source has no failover. */
export function listCandidates(requestedSource: string): string[] {
  return requestedSource === AUTO ? env().SWAPI_SOURCES : [requestedSource]
}

/** True for what a user may request: `auto` or one of the configured sources. */
export function isKnownSource(source: string): boolean {
  return source === AUTO || env().SWAPI_SOURCES.includes(source)
}
