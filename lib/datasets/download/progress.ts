/** The progress of a running download, as the user wants to see it. */
import 'server-only'
import { type Dataset, isRunning } from '@/lib/datasets/model/dataset'
import type { ProgressFacts, RunningDownload } from '@/lib/datasets/model/download'

/** A snapshot of a download, from which its rate is computed. */
export interface ProgressSample {
  at: Date
  rowCount: number
  pagesDone: number
}

/** A shorter interval gives no meaningful rate. */
const SHORTEST_MS = 900

/** Running downloads with their progress, as a page initially shows them. */
export function describeRunning(datasets: Dataset[], now = new Date()): RunningDownload[] {
  return datasets
    .filter(({ status }) => isRunning(status))
    .map((dataset) => ({ dataset, progress: describeProgress(dataset, now) }))
}

/** Rate and time left are computed from the changes since `earlier`: a retry starts with what was read before. */
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
