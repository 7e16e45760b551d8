import 'server-only'
import { type Dataset, isProved } from '@/lib/datasets/model/dataset'
import type { OtherSource, SourceResult, SourceChoice } from '@/lib/datasets/model/download'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { formatQuantity, sourceLabel } from '@/lib/format'
import { ARCHIVE, AUTO } from '@/lib/swapi/sources'

/** How many of the latest downloads are used to report the status of the sources. */
const CHECKED = 100

/** What the user can choose: automatic failover first, then each configured source with what earlier downloads showed. */
export async function listSourceChoices(): Promise<SourceChoice[]> {
  const rows = await db().dataset.findMany({
    where: VISIBLE,
    orderBy: { createdAt: 'desc' },
    take: CHECKED,
    ...AS_ROW,
  })
  const latest = rows.map(toDataset)
  return [AUTO, ...env().SWAPI_SOURCES].map((source) => {
    const last = source === AUTO || source === ARCHIVE ? null : findLast(source, latest)
    return { value: source, label: sourceLabel(source), description: describe(source, latest, last), last }
  })
}

/** What to offer in place of a source that failed: the archive first, then the others in order. Needs no database. */
export function listOtherSources(failed: string): OtherSource[] {
  const others = [AUTO, ...env().SWAPI_SOURCES].filter((source) => source !== failed && source !== ARCHIVE)
  const archive = env().SWAPI_SOURCES.includes(ARCHIVE) && failed !== ARCHIVE ? [ARCHIVE] : []
  return [...archive, ...others].map((source) => ({ value: source, label: offer(source) }))
}

function offer(source: string): string {
  if (source === ARCHIVE) return 'Use the archive'
  return source === AUTO ? 'Try automatically' : `Try ${sourceLabel(source)}`
}

function describe(source: string, latest: Dataset[], last: SourceResult | null): string | null {
  if (source === AUTO) return 'The first source below that works, tried in this order.'
  if (source === ARCHIVE) return 'Bundled with Holocron: no requests, always available, not live.'
  const served = latest.find((dataset) => dataset.source === source && isProved(dataset.status))
  // A failure says enough.
  if (!served) return last === null ? 'Not used yet.' : null
  const requests = formatQuantity(served.requests, 'request')
  return served.shape === 'paged' ? `In pages: ${requests}.` : `Whole lists at once: ${requests}.`
}

/** The result of the newest download that tried a source. */
function findLast(source: string, latest: Dataset[]): SourceResult | null {
  for (const { createdAt, finishedAt, status, ...dataset } of latest) {
    const at = finishedAt ?? createdAt
    if (dataset.source === source && isProved(status)) return { at, failure: null }
    const passedOver = dataset.sourceFailures.find((failure) => failure.source === source)
    if (passedOver) return { at, failure: passedOver.reason }
    if (status === 'failed' && dataset.source === source) return { at, failure: dataset.error }
    if (status === 'failed' && dataset.requestedSource === source) return { at, failure: dataset.error }
  }
  return null
}
