import { createDatasetId } from '@/lib/dataset-id'
import {
  createDataset,
  markEnded,
  markReady,
  markRetried,
  markStarted,
  type AttemptKey,
  updateProgress,
} from '@/lib/datasets/changes'
import { getDataset, getRunningDataset, getDownloadState } from '@/lib/datasets/store'
import { db, isUniqueViolation } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const FACTS = {
  rowCount: 82,
  planetCount: 60,
  byteSize: 6_543,
  sha256: 'ab'.repeat(32),
  parquetSha256: 'cd'.repeat(32),
  contentHash: `1:${'ef'.repeat(32)}`,
  warnings: ['Odd.'],
}
const nothingToMove = (): Promise<void> => Promise.resolve()

async function create(source = 'auto'): Promise<AttemptKey> {
  return { datasetId: (await createDataset(createDatasetId(), source)).id, attempt: 1 }
}

async function createReady(): Promise<AttemptKey> {
  const step = await create()
  await markStarted(step)
  await markReady(step, FACTS, nothingToMove)
  return step
}

describe('progress', () => {
  test('adds to retries and sets the other fields', async () => {
    const step = await create()
    const sourceFailures = [
      { source: 'https://swapi.dev/api', reason: 'swapi.dev has an expired certificate.' },
    ]
    expect(await updateProgress(step, { retries: 1, pagesTotal: 15, problem: 'Odd.' })).toBe(true)
    expect(await updateProgress(step, { retries: 2, sourceFailures, phase: 'reading people' })).toBe(true)
    expect(await getDataset(step.datasetId)).toMatchObject({
      retries: 3,
      pagesTotal: 15,
      problem: 'Odd.',
      sourceFailures,
      phase: 'reading people',
    })
  })

  test('is refused once the download has ended', async () => {
    const step = await create()
    await markEnded(step, 'cancelled', null)
    expect(await updateProgress(step, { retries: 1 })).toBe(false)
    expect(await getDataset(step.datasetId)).toMatchObject({ retries: 0 })
  })
})

describe('the transitions of a download', () => {
  test('queued, downloading, ready', async () => {
    const step = await create()
    expect(await markStarted(step)).toBe(true)
    expect(await getDataset(step.datasetId)).toMatchObject({
      status: 'downloading',
      phase: 'finding a source',
      startedAt: expect.any(Date),
    })
    expect(await markReady(step, FACTS, nothingToMove)).toBe(true)
    expect(await getDataset(step.datasetId)).toMatchObject({
      ...FACTS,
      contentHash: null, // shown of unchanged downloads, which have no other hash
      status: 'ready',
      finishedAt: expect.any(Date),
    })
    expect(await db().dataset.findUnique({ where: { id: step.datasetId } })).toMatchObject({
      contentHash: FACTS.contentHash,
    })
    expect(await getRunningDataset('auto')).toBeNull()
  })

  test('none is made twice', async () => {
    const step = await createReady()
    const before = await getDataset(step.datasetId)
    expect(await markStarted(step)).toBe(false)
    expect(
      await markReady(step, { ...FACTS, rowCount: 1 }, () => Promise.reject(new Error('moved twice'))),
    ).toBe(false)
    expect(await markEnded(step, 'failed', 'Too late.')).toBe(false)
    expect(await getDataset(step.datasetId)).toEqual(before)
  })

  test('a download that has not started never becomes ready', async () => {
    const step = await create()
    expect(await markReady(step, FACTS, nothingToMove)).toBe(false)
    expect(await getDownloadState(step.datasetId)).toMatchObject({ status: 'queued' })
  })

  test('a download whose files could not be put in place does not become ready', async () => {
    const step = await create()
    await markStarted(step)
    const failing = markReady(step, FACTS, () => Promise.reject(new Error('the disk is full')))
    await expect(failing).rejects.toThrow('the disk is full')
    expect(await getDataset(step.datasetId)).toMatchObject({ status: 'downloading', sha256: null })
  })

  test('a cancelled download never becomes ready', async () => {
    const step = await create()
    await markStarted(step)
    expect(await markEnded(step, 'cancelled', null)).toBe(true)
    expect(await markReady(step, FACTS, nothingToMove)).toBe(false)
    expect(await getDownloadState(step.datasetId)).toMatchObject({ status: 'cancelled' })
  })

  test('a failed download keeps its reason and makes room for the next', async () => {
    const step = await create()
    await markEnded(step, 'failed', 'No source could be read.')
    expect(await getDataset(step.datasetId)).toMatchObject({
      status: 'failed',
      error: 'No source could be read.',
    })
    expect((await create()).datasetId).not.toBe(step.datasetId)
  })
})

describe('a retry', () => {
  test('queues a failed download again, and records how the last attempt ended', async () => {
    const step = await create()
    await markStarted(step)
    await updateProgress(step, { source: 'https://swapi.dev/api', declaredCount: 82, pagesTotal: 15 })
    await markEnded(step, 'failed', 'swapi.dev refused the connection.')
    expect(await markRetried(step.datasetId)).toBe(true)
    expect(await getDataset(step.datasetId)).toMatchObject({
      ...{ status: 'queued', phase: 'waiting', attempt: 2, error: null, source: null },
      ...{ declaredCount: null, pagesTotal: null, startedAt: null, finishedAt: null },
      pastAttempts: [
        {
          ...{ number: 1, status: 'failed', error: 'swapi.dev refused the connection.' },
          ...{ source: 'https://swapi.dev/api', sourceFailures: [] },
          ...{ startedAt: expect.any(Date), finishedAt: expect.any(Date) },
        },
      ],
    })
  })

  test('happens once, however many are requested concurrently', async () => {
    const { datasetId } = await create()
    await markEnded({ datasetId }, 'cancelled', null)
    const retried = await Promise.all(Array.from({ length: 20 }, () => markRetried(datasetId)))
    expect(retried.filter(Boolean)).toHaveLength(1)
    expect(await getDownloadState(datasetId)).toMatchObject({ status: 'queued', attempt: 2 })
  })

  test('of a running or ready download is refused', async () => {
    const ready = await createReady()
    const running = await create()
    expect(await markRetried(running.datasetId)).toBe(false)
    expect(await markRetried(ready.datasetId)).toBe(false)
  })

  test('while another download of its source is running changes nothing', async () => {
    const { datasetId } = await create()
    await markEnded({ datasetId }, 'failed', 'No.')
    const before = await getDataset(datasetId)
    await create()
    const error = await markRetried(datasetId).catch((reason: unknown) => reason)
    expect(isUniqueViolation(error)).toBe(true)
    expect(await getDataset(datasetId)).toEqual(before)
  })

  test('makes the steps of the previous attempt ineffective', async () => {
    const first = await create()
    await markStarted(first)
    await markEnded(first, 'failed', 'No.')
    await markRetried(first.datasetId)
    const second = { ...first, attempt: 2 }
    await markStarted(second)
    const before = await getDataset(first.datasetId)
    expect(await updateProgress(first, { phase: 'assembling' })).toBe(false)
    expect(await markReady(first, FACTS, nothingToMove)).toBe(false)
    expect(await markEnded(first, 'failed', 'Too late.')).toBe(false)
    expect(await getDataset(first.datasetId)).toEqual(before)
    expect(await markReady(second, FACTS, nothingToMove)).toBe(true)
  })
})
