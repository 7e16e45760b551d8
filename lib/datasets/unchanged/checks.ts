/** What unchanged downloads say about the dataset that they equal. */
import 'server-only'
import type { Checks, Dataset } from '@/lib/datasets/model/dataset'
import { AS_ROW, listDatasetsById, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'

/** The downloads that found a dataset unchanged; null if there are none. */
export async function readChecks(id: string): Promise<Checks | null> {
  const { _count: times, _max: latest } = await db().dataset.aggregate({
    where: { sameAs: id, status: 'unchanged', ...VISIBLE },
    _count: true,
    _max: { finishedAt: true },
  })
  return latest.finishedAt === null ? null : { times, lastAt: latest.finishedAt }
}

/** The dataset that an unchanged download equals; null when it has been deleted, and for any other download. */
export async function findSame({ status, sameAs }: Dataset): Promise<Dataset | null> {
  if (status !== 'unchanged' || sameAs === null) return null
  const [same] = await listDatasetsById([sameAs])
  return same?.status === 'ready' ? same : null
}

/** Maps unchanged downloads to the dataset that each of them equals, where it still exists. */
export async function findAllSame(downloads: Dataset[]): Promise<Map<string, string>> {
  const ids = downloads.flatMap(({ status, sameAs }) => (status === 'unchanged' && sameAs ? [sameAs] : []))
  const ready = (await listDatasetsById(ids)).filter(({ status }) => status === 'ready')
  const known = new Set(ready.map(({ id }) => id))
  return new Map(
    downloads.flatMap(({ id, sameAs }): [string, string][] =>
      sameAs !== null && known.has(sameAs) ? [[id, sameAs]] : [],
    ),
  )
}

/** How long the dashboard tells that the last download brought nothing new, in milliseconds. */
const NEWS_MS = 10 * 60_000

/** The download that ended last, if that was a moment ago and it was unchanged, and the dataset that it equals. */
export async function findNews(now = new Date()): Promise<{ download: Dataset; same: Dataset } | null> {
  const row = await db().dataset.findFirst({
    where: { finishedAt: { gt: new Date(now.getTime() - NEWS_MS) }, ...VISIBLE },
    orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
    ...AS_ROW,
  })
  const download = row && toDataset(row)
  const same = download && (await findSame(download))
  return same ? { download, same } : null
}
