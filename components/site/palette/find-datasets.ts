import { fetchJson, readRecords } from '@/components/browser/fetch-json'
import type { Place } from '@/components/site/palette/place'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { datasetTitle } from '@/lib/format/dataset-title'
import { datasetsApiHref } from '@/lib/search-params/datasets'
import { datasetHref } from '@/lib/search-params/rows'

const SHOWN = 8

/** A dataset as the API sends it. */
type Sent = Omit<Dataset, 'createdAt'> & { createdAt: string }

/** Datasets that match the text, newest first. Checks that found nothing new would hide them. */
export async function findDatasets(typed: string, signal: AbortSignal): Promise<Place[]> {
  const answer = await fetchJson(`${datasetsApiHref({ q: typed, limit: SHOWN })}&folded=1`, signal)
  return (readRecords(answer, 'datasets') as unknown as Sent[]).map((dataset) => ({
    label: datasetTitle({ ...dataset, createdAt: new Date(dataset.createdAt) }),
    hint: dataset.status === 'ready' ? dataset.fileName : dataset.status,
    alias: dataset.fileName,
    href: datasetHref(dataset.id),
  }))
}
