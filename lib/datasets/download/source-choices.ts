import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { SourceResult, SourceChoice } from '@/lib/datasets/model/download'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { formatQuantity, sourceLabel } from '@/lib/format'
import { ARCHIVE, AUTO } from '@/lib/swapi/sources'

/** How many of the latest downloads are used to report the status of the sources. */
const CHECKED = 100

/** What the user can choose: automatic failover first, then each configured source with what earlier downloads showed. */
export async function listSourceChoices(): Promise<SourceChoice[]> {
  const rows = await db().dataset.findMany({ orderBy: { createdAt: 'desc' }, take: CHECKED, ...AS_ROW })
  const latest = rows.map(toDataset)
  return [AUTO, ...env().SWAPI_SOURCES].map((source) => ({
    value: source,
    label: sourceLabel(source),
    description: describe(source, latest),
    last: source === AUTO || source === ARCHIVE ? null : findLast(source, latest),
  }))
}

function describe(source: string, latest: Dataset[]): string {
  if (source === AUTO) return 'The first source below that works, tried in this order.'
  if (source === ARCHIVE) return 'Bundled with Holocron: no requests, always available, not live.'
  const served = latest.find((dataset) => dataset.source === source && dataset.status === 'ready')
  if (!served) return 'No successful download yet.'
  const requests = formatQuantity(served.requests, 'request')
  return served.shape === 'paged' ? `In pages: ${requests}.` : `Whole lists at once: ${requests}.`
}

/** The result of the newest download that tried a source. */
function findLast(source: string, latest: Dataset[]): SourceResult | null {
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
