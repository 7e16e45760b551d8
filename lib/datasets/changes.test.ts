import {
  createDataset,
  deleteEnded,
  markEnded,
  markReady,
  markRetried,
  markStarted,
  updateProgress,
  type TurnKey,
} from '@/lib/datasets/changes'
import { getDataset, getRunningDataset, getTurn } from '@/lib/datasets/store'
import { db, isUniqueViolation } from '@/lib/db'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const FACTS = {
  rowCount: 82,
  planetCount: 60,
  byteSize: 6_543,
  sha256: 'ab'.repeat(32),
  parquetSha256: 'cd'.repeat(32),
  warnings: ['Odd.'],
}
const nothingToMove = (): Promise<void> => Promise.resolve()

async function create(source = 'auto'): Promise<TurnKey> {
  return { datasetId: (await createDataset(createDatasetId(), source)).id, attempt: 1 }
}

async function createReady(): Promise<TurnKey> {
  const turn = await create()
  await markStarted(turn)
  await markReady(turn, FACTS, nothingToMove)
  return turn
}

describe('progress', () => {
  test('adds retries, and sets the rest', async () => {
    const turn = await create()
    const sourceFailures = [
      { source: 'https://swapi.dev/api', reason: 'swapi.dev has an expired certificate.' },
    ]
    expect(await updateProgress(turn, { retries: 1, pagesTotal: 15, problem: 'Odd.' })).toBe(true)
    expect(await updateProgress(turn, { retries: 2, sourceFailures, phase: 'reading people' })).toBe(true)
    expect(await getDataset(turn.datasetId)).toMatchObject({
      retries: 3,
      pagesTotal: 15,
      problem: 'Odd.',
      sourceFailures,
      phase: 'reading people',
    })
  })

  test('is refused once the download has ended', async () => {
    const turn = await create()
    await markEnded(turn, 'cancelled', null)
    expect(await updateProgress(turn, { retries: 1 })).toBe(false)
    expect(await getDataset(turn.datasetId)).toMatchObject({ retries: 0 })
  })
})

describe('the turns of a download', () => {
  test('queued, downloading, ready', async () => {
    const turn = await create()
    expect(await markStarted(turn)).toBe(true)
    expect(await getDataset(turn.datasetId)).toMatchObject({
      status: 'downloading',
      phase: 'finding a source',
      startedAt: expect.any(Date),
    })
    expect(await markReady(turn, FACTS, nothingToMove)).toBe(true)
    expect(await getDataset(turn.datasetId)).toMatchObject({
      ...FACTS,
      status: 'ready',
      finishedAt: expect.any(Date),
    })
    expect(await getRunningDataset('auto')).toBeNull()
  })

  test('none is taken twice', async () => {
    const turn = await createReady()
    const before = await getDataset(turn.datasetId)
    expect(await markStarted(turn)).toBe(false)
    expect(
      await markReady(turn, { ...FACTS, rowCount: 1 }, () => Promise.reject(new Error('moved twice'))),
    ).toBe(false)
    expect(await markEnded(turn, 'failed', 'Too late.')).toBe(false)
    expect(await getDataset(turn.datasetId)).toEqual(before)
  })

  test('nothing is ready that was not downloading', async () => {
    const turn = await create()
    expect(await markReady(turn, FACTS, nothingToMove)).toBe(false)
    expect(await getTurn(turn.datasetId)).toMatchObject({ status: 'queued' })
  })

  test('nothing is ready whose files could not be put in place', async () => {
    const turn = await create()
    await markStarted(turn)
    const failing = markReady(turn, FACTS, () => Promise.reject(new Error('the disk is full')))
    await expect(failing).rejects.toThrow('the disk is full')
    expect(await getDataset(turn.datasetId)).toMatchObject({ status: 'downloading', sha256: null })
  })

  test('one that was cancelled never becomes ready', async () => {
    const turn = await create()
    await markStarted(turn)
    expect(await markEnded(turn, 'cancelled', null)).toBe(true)
    expect(await markReady(turn, FACTS, nothingToMove)).toBe(false)
    expect(await getTurn(turn.datasetId)).toMatchObject({ status: 'cancelled' })
  })

  test('one that failed keeps the reason and makes room for the next', async () => {
    const turn = await create()
    await markEnded(turn, 'failed', 'No source could be read.')
    expect(await getDataset(turn.datasetId)).toMatchObject({
      status: 'failed',
      error: 'No source could be read.',
    })
    expect((await create()).datasetId).not.toBe(turn.datasetId)
  })
})

describe('a retry', () => {
  test('queues a failed download again, and remembers how the last attempt ended', async () => {
    const turn = await create()
    await markStarted(turn)
    await updateProgress(turn, { source: 'https://swapi.dev/api', declaredCount: 82, pagesTotal: 15 })
    await markEnded(turn, 'failed', 'swapi.dev refused the connection.')
    expect(await markRetried(turn.datasetId)).toBe(true)
    expect(await getDataset(turn.datasetId)).toMatchObject({
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

  test('is one, however many ask at once', async () => {
    const { datasetId } = await create()
    await markEnded({ datasetId }, 'cancelled', null)
    const retried = await Promise.all(Array.from({ length: 20 }, () => markRetried(datasetId)))
    expect(retried.filter(Boolean)).toHaveLength(1)
    expect(await getTurn(datasetId)).toMatchObject({ status: 'queued', attempt: 2 })
  })

  test('of a running or ready download is refused', async () => {
    const ready = await createReady()
    const running = await create()
    expect(await markRetried(running.datasetId)).toBe(false)
    expect(await markRetried(ready.datasetId)).toBe(false)
  })

  test('while another download of its source runs changes nothing', async () => {
    const { datasetId } = await create()
    await markEnded({ datasetId }, 'failed', 'No.')
    const before = await getDataset(datasetId)
    await create()
    const error = await markRetried(datasetId).catch((reason: unknown) => reason)
    expect(isUniqueViolation(error)).toBe(true)
    expect(await getDataset(datasetId)).toEqual(before)
  })

  test('leaves the steps of the attempt before without a say', async () => {
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

describe('deleting', () => {
  const putAway = jest.fn<Promise<void>, [boolean]>()
  beforeEach(() => putAway.mockReset().mockResolvedValue())

  test('takes a dataset and all that is known of it, and its files with it', async () => {
    const { datasetId } = await createReady()
    await db().datasetRequests.create({
      data: { datasetId, attempt: 1, count: 1, lines: new Uint8Array([1]) },
    })
    expect(await deleteEnded(datasetId, putAway)).toBe(true)
    expect(await getDataset(datasetId)).toBeNull()
    expect(await db().datasetRequests.count({ where: { datasetId } })).toBe(0)
    expect(await deleteEnded(datasetId, putAway)).toBe(false)
    expect(putAway.mock.calls).toEqual([[true]])
  })

  test('says that one that was not ready has no files of its own', async () => {
    const turn = await create()
    await markEnded(turn, 'failed', 'No.')
    expect(await deleteEnded(turn.datasetId, putAway)).toBe(true)
    expect(putAway.mock.calls).toEqual([[false]])
  })

  test('takes nothing when the files cannot be put away', async () => {
    const { datasetId } = await createReady()
    putAway.mockRejectedValue(new Error('the disk is read-only'))
    await expect(deleteEnded(datasetId, putAway)).rejects.toThrow('the disk is read-only')
    expect(await getTurn(datasetId)).toMatchObject({ status: 'ready' })
  })

  test('leaves a running download alone', async () => {
    const { datasetId } = await create()
    expect(await deleteEnded(datasetId, putAway)).toBe(false)
    expect(await getTurn(datasetId)).toMatchObject({ status: 'queued' })
    expect(putAway).not.toHaveBeenCalled()
  })
})
