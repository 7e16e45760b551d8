/** How a dataset was made, in one sentence. */
import { isProved } from '@/lib/datasets/model/dataset'
import type { SentDataset } from '@/lib/datasets/model/sent'
import { formatCount, formatDuration, formatQuantity, shortHash } from '@/lib/format'

/** "82 of 82 people, 60 planets, 2 requests, 0 retries, 0.4 s, sha256 1a2b3c4d…" */
export function receiptSentence(dataset: SentDataset): string {
  const { startedAt, finishedAt, sha256 } = dataset
  return [
    peopleText(dataset),
    formatQuantity(dataset.planetCount, 'planet'),
    formatQuantity(dataset.requests, 'request'),
    formatQuantity(dataset.retries, 'retry', 'retries'),
    ...(startedAt && finishedAt ? [formatDuration(finishedAt.getTime() - startedAt.getTime())] : []),
    ...(sha256 === null ? [] : [`sha256 ${shortHash(sha256)}`]),
  ].join(', ')
}

function peopleText({ rowCount, declaredCount, status }: SentDataset): string {
  const people = formatQuantity(declaredCount ?? rowCount, 'person', 'people')
  if (declaredCount !== null) return `${formatCount(rowCount)} of ${people}`
  return isProved(status) ? `${people} (the source declares no count)` : people
}
