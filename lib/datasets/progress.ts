/** How far a running download has come, in what a person wants to know of it. */
import 'server-only'
import { isRunning } from '@/lib/datasets/types'
import type { Dataset, ProgressFacts, RunningDownload } from '@/lib/datasets/types'

/** A moment of a download, for telling its pace from. */
export interface ProgressSample {
  at: Date
  rowCount: number
  pagesDone: number
}

/** A shorter time tells no pace. */
const SHORTEST_MS = 900

/** Running downloads with their progress, as a page first shows them. */
export function describeRunning(datasets: Dataset[], now = new Date()): RunningDownload[] {
  return datasets
    .filter(({ status }) => isRunning(status))
    .map((dataset) => ({ dataset, progress: describeProgress(dataset, now) }))
}

/** Rate and time left are told from what happened since `earlier`: a retry begins with what was read before. */
export function describeProgress(dataset: Dataset, now: Date, earlier?: ProgressSample): ProgressFacts {
  const { phase, pagesDone, pagesTotal, rowCount, declaredCount, requests, retries, problem } = dataset
  const since = dataset.startedAt ?? dataset.createdAt
  const span = earlier ? now.getTime() - earlier.at.getTime() : 0
  const pages = earlier && span >= SHORTEST_MS ? pagesDone - earlier.pagesDone : 0
  const rows = earlier && span >= SHORTEST_MS ? rowCount - earlier.rowCount : 0
  return {
    ...{ phase, pagesDone, pagesTotal, rowCount, declaredCount, requests, retries, problem },
    source: dataset.source ?? dataset.requestedSource,
    elapsedMs: Math.max(now.getTime() - since.getTime(), 0),
    rowsPerSecond: rows > 0 ? (rows * 1000) / span : null,
    msLeft: pages > 0 && pagesTotal !== null ? ((pagesTotal - pagesDone) * span) / pages : null,
  }
}
