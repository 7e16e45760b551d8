import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { describeProgress } from '@/lib/datasets/download/progress'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const START = new Date('2026-11-22T20:30:00.000Z')
const after = (ms: number): Date => new Date(START.getTime() + ms)

async function running(changes: Partial<Dataset>): Promise<Dataset> {
  const id = createDatasetId()
  return { ...(await createDataset(id, id)), status: 'downloading', startedAt: START, ...changes }
}

test('without an earlier sample there is no rate, only what is done', async () => {
  const dataset = await running({ pagesDone: 3, pagesTotal: 9, rowCount: 30, declaredCount: 82 })
  expect(describeProgress(dataset, after(2_000))).toMatchObject({
    ...{ pagesDone: 3, pagesTotal: 9, rowCount: 30, declaredCount: 82 },
    ...{ elapsedMs: 2_000, rowsPerSecond: null, msLeft: null, problem: null },
  })
})

test('rate and time left are computed from the changes since an earlier sample', async () => {
  const dataset = await running({ pagesDone: 30, pagesTotal: 90, rowCount: 300 })
  const earlier = { at: after(10_000), pagesDone: 20, rowCount: 200 }
  const { rowsPerSecond, msLeft } = describeProgress(dataset, after(15_000), earlier)
  expect([rowsPerSecond, msLeft]).toEqual([20, 30_000])
})

test('there is no rate from a sample taken only just before, nor while nothing changes', async () => {
  const dataset = await running({ pagesDone: 30, pagesTotal: 90, rowCount: 300 })
  const just = describeProgress(dataset, after(500), { at: START, pagesDone: 20, rowCount: 200 })
  const still = describeProgress(dataset, after(5_000), { at: START, pagesDone: 30, rowCount: 300 })
  for (const { rowsPerSecond, msLeft } of [just, still]) expect([rowsPerSecond, msLeft]).toEqual([null, null])
})

test('the time left is unknown while the number of pages is', async () => {
  const dataset = await running({ pagesDone: 2, pagesTotal: null })
  const facts = describeProgress(dataset, after(5_000), { at: START, pagesDone: 0, rowCount: 0 })
  expect(facts.msLeft).toBeNull()
})
