import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { timeoutError } from '@/lib/duckdb/errors'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

/** The most snapshots that a history looks at, the newest ones. */
const SNAPSHOTS_MAX = 500

/** The newest ready datasets in chronological order, and how many older ones there are. */
export async function listSnapshots(): Promise<{ snapshots: Dataset[]; older: number }> {
  const where = { status: 'ready', ...VISIBLE }
  const [rows, total] = await Promise.all([
    db().dataset.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: SNAPSHOTS_MAX,
      ...AS_ROW,
    }),
    db().dataset.count({ where }),
  ])
  return { snapshots: rows.map(toDataset).reverse(), older: total - rows.length }
}

/**
 * Asks each snapshot the same question, but datasets with the same file only once: most downloads bring nothing new.
 * The answers are in the order of the snapshots; damaged ones are left out and counted. All together may take as long as
 * one heavy query.
 * @throws AppError `timeout`, or whatever `ask` throws
 */
export async function askEach<T>(
  snapshots: Dataset[],
  ask: (snapshot: Dataset) => Promise<T>,
): Promise<{ answers: { snapshot: Dataset; answer: T }[]; unreadable: number }> {
  const asked = new Map<string, T>()
  const answers: { snapshot: Dataset; answer: T }[] = []
  let unreadable = 0
  const { HEAVY_QUERY_MS } = env()
  const startedAt = performance.now()
  for (const snapshot of snapshots) {
    if (performance.now() - startedAt > HEAVY_QUERY_MS) throw timeoutError(HEAVY_QUERY_MS)
    const file = snapshot.parquetSha256 ?? snapshot.id
    try {
      // One after the other: the lane for such questions is narrow, and others wait in it too.
      if (!asked.has(file)) asked.set(file, await ask(snapshot))
      answers.push({ snapshot, answer: asked.get(file) as T })
    } catch (error) {
      if (!(error instanceof AppError && ['damaged', 'elsewhere'].includes(error.code))) throw error
      unreadable += 1
    }
  }
  return { answers, unreadable }
}
