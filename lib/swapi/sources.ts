import 'server-only'
import type { SourceChoice } from '@/lib/datasets/types'
import { env } from '@/lib/env'
import { sourceLabel } from '@/lib/format'

export const AUTO = 'auto'
export const ARCHIVE = 'archive'

/** What a person can pick: automatic failover first, then each configured source. */
export function listSourceChoices(): SourceChoice[] {
  return [AUTO, ...env().SWAPI_SOURCES].map((value) => ({ value, label: sourceLabel(value) }))
}

/** The sources to try for a request, in order. Picking one leaves no failover. */
export function listCandidates(requestedSource: string): string[] {
  return requestedSource === AUTO ? env().SWAPI_SOURCES : [requestedSource]
}

/** True for what a person may ask for: `auto` or one of the configured sources. */
export function isKnownSource(source: string): boolean {
  return source === AUTO || env().SWAPI_SOURCES.includes(source)
}
