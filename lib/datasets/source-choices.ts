import 'server-only'
import type { Dataset, SourceAnswer, SourceChoice } from '@/lib/datasets/types'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { formatQuantity, sourceLabel } from '@/lib/format'
import { ARCHIVE, AUTO } from '@/lib/swapi/sources'

/** How many of the latest downloads tell how it stands with the sources. */
const LOOKED_AT = 100

/** What a person can pick: automatic failover first, then each configured source, with what earlier downloads tell of it. */
export async function listSourceChoices(): Promise<SourceChoice[]> {
  const rows = await db().dataset.findMany({ orderBy: { createdAt: 'desc' }, take: LOOKED_AT, ...AS_ROW })
  const latest = rows.map(toDataset)
  return [AUTO, ...env().SWAPI_SOURCES].map((source) => ({
    value: source,
    label: sourceLabel(source),
    description: describe(source, latest),
    last: source === AUTO || source === ARCHIVE ? null : findLast(source, latest),
  }))
}

function describe(source: string, latest: Dataset[]): string {
  if (source === AUTO) return 'The first of the sources below that serves, in this order.'
  if (source === ARCHIVE) return 'Comes with Holocron: no request, always there, not live.'
  const served = latest.find((dataset) => dataset.source === source && dataset.status === 'ready')
  if (!served) return 'Nothing has come from it yet.'
  const requests = formatQuantity(served.requests, 'request')
  return served.shape === 'paged' ? `In pages: ${requests}.` : `Whole lists at once: ${requests}.`
}

/** What came of asking a source, by the newest download that did. */
function findLast(source: string, latest: Dataset[]): SourceAnswer | null {
  for (const { createdAt, finishedAt, status, ...dataset } of latest) {
    const at = finishedAt ?? createdAt
    if (dataset.source === source && status === 'ready') return { at, failure: null }
    const passedOver = dataset.sourceFailures.find((failure) => failure.source === source)
    if (passedOver) return { at, failure: passedOver.reason }
    if (status === 'failed' && dataset.source === source) return { at, failure: dataset.error }
    if (status === 'failed' && dataset.requestedSource === source) return { at, failure: dataset.error }
  }
  return null
}
