import {
  createDataset,
  forgetParts,
  getDataset,
  getRunningDataset,
  getStatus,
  listDatasets,
  listLiveIds,
  listQueued,
  markEnded,
  markReady,
  markStarted,
  recordPart,
  requireDataset,
  updateProgress,
} from '@/lib/datasets/store'
import { db, isUniqueViolation } from '@/lib/db'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const FACTS = { rowCount: 82, planetCount: 60, byteSize: 6_543, sha256: 'ab'.repeat(32), warnings: ['Odd.'] }

async function create(source = 'auto'): Promise<string> {
  return (await createDataset(createDatasetId(), source)).id
}

async function createReady(): Promise<string> {
  const id = await create()
  await markStarted(id)
  await markReady(id, FACTS)
  return id
}

describe('a new dataset', () => {
  test('is queued, with everything else still to come', async () => {
    const id = createDatasetId()
    const created = await createDataset(id, 'auto')
    expect(created).toEqual({
      id,
      resource: 'people',
      fileName: `people-${id}.csv`,
      status: 'queued',
      phase: 'waiting',
      requestedSource: 'auto',
      source: null,
      createdAt: expect.any(Date),
      startedAt: null,
      finishedAt: null,
      rowCount: 0,
      declaredCount: null,
      planetCount: 0,
      byteSize: null,
      sha256: null,
      requests: 0,
      retries: 0,
      pagesDone: 0,
      pagesTotal: null,
      warnings: [],
      sourceFailures: [],
      error: null,
    })
    expect(await getDataset(id)).toEqual(created)
    expect(await getRunningDataset('auto')).toEqual(created)
  })

  test('is the only running one of its source', async () => {
    await create('auto')
    const error = await create('auto').catch((reason: unknown) => reason)
    expect(isUniqueViolation(error)).toBe(true)
    await expect(create('archive')).resolves.toEqual(expect.any(String))
  })

  test.each(['nothing', '../x', '20261122-203057-k3f9x', ''])('called "%s" is not there', async (id) => {
    expect(await getDataset(id)).toBeNull()
    expect(await getStatus(id)).toBeNull()
    await expect(requireDataset(id)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no such dataset.',
    })
  })
})

describe('progress', () => {
  test('adds requests and retries, and sets the rest', async () => {
    const id = await create()
    const failures = [{ source: 'https://swapi.dev/api', reason: 'swapi.dev has an expired certificate.' }]
    expect(await updateProgress(id, { requests: 2, retries: 1, pagesTotal: 15 })).toBe(true)
    expect(await updateProgress(id, { requests: 3, sourceFailures: failures, phase: 'reading people' })).toBe(
      true,
    )
    expect(await getDataset(id)).toMatchObject({
      requests: 5,
      retries: 1,
      pagesTotal: 15,
      sourceFailures: failures,
      phase: 'reading people',
    })
  })

  test('of parts is added up, and a part that is written again counts once', async () => {
    const id = await create()
    await recordPart(id, 'people-0000001.csv', 1, 10)
    await recordPart(id, 'people-0000002.csv', 1, 4)
    await recordPart(id, 'people-0000002.csv', 2, 20)
    await recordPart(id, 'planets-0000001.csv', 1, 10)
    expect(await getDataset(id)).toMatchObject({ rowCount: 30, pagesDone: 4 })
    await forgetParts(id)
    expect(await getDataset(id)).toMatchObject({ rowCount: 0, pagesDone: 0 })
  })

  test('is refused once the download has ended', async () => {
    const id = await create()
    await markEnded(id, 'cancelled', null)
    expect(await updateProgress(id, { requests: 1 })).toBe(false)
    expect(await getDataset(id)).toMatchObject({ requests: 0 })
  })
})

describe('the turns of a download', () => {
  test('queued, downloading, ready', async () => {
    const id = await create()
    expect(await markStarted(id)).toBe(true)
    expect(await getDataset(id)).toMatchObject({
      status: 'downloading',
      phase: 'finding a source',
      startedAt: expect.any(Date),
    })
    expect(await markReady(id, FACTS)).toBe(true)
    expect(await getDataset(id)).toMatchObject({ ...FACTS, status: 'ready', finishedAt: expect.any(Date) })
    expect(await getRunningDataset('auto')).toBeNull()
  })

  test('none is taken twice', async () => {
    const id = await createReady()
    const before = await getDataset(id)
    expect(await markStarted(id)).toBe(false)
    expect(await markReady(id, { ...FACTS, rowCount: 1 })).toBe(false)
    expect(await markEnded(id, 'failed', 'Too late.')).toBe(false)
    expect(await getDataset(id)).toEqual(before)
  })

  test('nothing is ready that was not downloading', async () => {
    const id = await create()
    expect(await markReady(id, FACTS)).toBe(false)
    expect(await getStatus(id)).toBe('queued')
  })

  test('one that was cancelled never becomes ready', async () => {
    const id = await create()
    await markStarted(id)
    expect(await markEnded(id, 'cancelled', null)).toBe(true)
    expect(await markReady(id, FACTS)).toBe(false)
    expect(await getStatus(id)).toBe('cancelled')
  })

  test('one that failed keeps the reason and makes room for the next', async () => {
    const id = await create()
    await markEnded(id, 'failed', 'No source could be read.')
    expect(await getDataset(id)).toMatchObject({ status: 'failed', error: 'No source could be read.' })
    expect(await create()).not.toBe(id)
  })
})

describe('a list', () => {
  test('is of every status, newest first, in pages', async () => {
    const ids: string[] = []
    for (let day = 1; day <= 5; day++) {
      const id = `2026010${day}-000000-aaaaa`
      await createDataset(id, id)
      await db().dataset.update({ where: { id }, data: { createdAt: new Date(`2026-01-0${day}`) } })
      ids.unshift(id)
    }
    const first = await listDatasets({ limit: 3, offset: 0 })
    const second = await listDatasets({ limit: 3, offset: 3 })
    expect([...first.datasets, ...second.datasets].map(({ id }) => id)).toEqual(ids)
    expect([first.hasMore, first.total, second.hasMore, second.total]).toEqual([true, 5, false, 5])
    expect(await listDatasets({ limit: 3, offset: 9 })).toEqual({ datasets: [], total: 5, hasMore: false })
  })

  test('of the queued leaves out what has begun', async () => {
    const queued = await create('auto')
    await markStarted(await create('archive'))
    expect((await listQueued()).map(({ id }) => id)).toEqual([queued])
  })

  test('of the living leaves out what failed or was cancelled', async () => {
    const ready = await createReady()
    await markEnded(await create(), 'failed', 'No.')
    await markEnded(await create(), 'cancelled', null)
    const queued = await create('auto')
    expect((await listLiveIds()).sort()).toEqual([ready, queued].sort())
  })
})
