import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markStarted } from '@/lib/datasets/changes'
import {
  findTwins,
  getDataset,
  getRunningDataset,
  getDownloadState,
  listDatasets,
  listRunningDatasets,
  PARTS_KEPT_MS,
  requireDataset,
} from '@/lib/datasets/store'
import { listKnown } from '@/lib/datasets/recovery/known'
import { db, isUniqueViolation } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

async function create(source = 'auto'): Promise<string> {
  return (await createDataset(createDatasetId(), source)).id
}

describe('a new dataset', () => {
  test('is queued, with all other fields at their defaults', async () => {
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
      shape: null,
      createdAt: expect.any(Date),
      startedAt: null,
      finishedAt: null,
      rowCount: 0,
      declaredCount: null,
      planetCount: 0,
      byteSize: null,
      sha256: null,
      parquetSha256: null,
      contentHash: null,
      sameAs: null,
      requests: 0,
      retries: 0,
      pagesDone: 0,
      pagesTotal: null,
      warnings: [],
      sourceFailures: [],
      error: null,
      problem: null,
      attempt: 1,
      label: null,
      note: null,
      pinned: false,
      deletedAt: null,
      pastAttempts: [],
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

  test.each(['nothing', '../x', '20261122-203057-k3f9x', ''])('called "%s" does not exist', async (id) => {
    expect(await getDataset(id)).toBeNull()
    expect(await getDownloadState(id)).toBeNull()
    await expect(requireDataset(id)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no such dataset.',
    })
  })
})

describe('a list', () => {
  test('includes every status, newest first, in pages', async () => {
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

  test('can be searched by file name, source and status', async () => {
    const ready = (await createReadyDataset([somePerson({})])).id
    const failed = await create('auto')
    await markEnded({ datasetId: failed }, 'failed', 'No.')
    const find = async (q: string) =>
      (await listDatasets({ limit: 9, offset: 0, q })).datasets.map(({ id }) => id)
    expect(await find(ready.slice(-5))).toEqual([ready])
    expect(await find('fail')).toEqual([failed])
    expect(await find('auto')).toEqual([failed])
    expect((await find('people-')).sort()).toEqual([ready, failed].sort())
    expect(await listDatasets({ limit: 9, offset: 0, q: 'nobody' })).toEqual({
      ...{ datasets: [], total: 0, hasMore: false },
    })
  })

  test('identifies datasets with exactly the bytes of an older one', async () => {
    const [first, second] = [
      await createReadyDataset([somePerson({})]),
      await createReadyDataset([somePerson({})]),
    ]
    const other = await createReadyDataset([somePerson({ name: 'Leia' })])
    await db().dataset.update({ where: { id: first.id }, data: { createdAt: new Date('2026-01-01') } })
    expect(await findTwins([first, second, other])).toEqual(new Map([[second.id, first.id]]))
    expect(await findTwins([])).toEqual(new Map())
  })

  test('of running downloads is oldest first, and leaves out those that have ended', async () => {
    const begun = await create('archive')
    await markStarted({ datasetId: begun, attempt: 1 })
    await markEnded({ datasetId: await create() }, 'failed', 'No.')
    const queued = await create('auto')
    await createReadyDataset([somePerson({})])
    expect((await listRunningDatasets()).map(({ id }) => id)).toEqual([begun, queued])
  })

  test('of known datasets tells whose parts are kept: the running and recently failed ones', async () => {
    const ready = (await createReadyDataset([somePerson({})])).id
    const failed = await create()
    await markEnded({ datasetId: failed }, 'failed', 'No.')
    const cancelled = await create()
    await markEnded({ datasetId: cancelled }, 'cancelled', null)
    const queued = await create('auto')
    const known = await listKnown()
    const storageMark = await storage.readStorageMark({ create: false })
    expect(Object.fromEntries(known)).toEqual({
      [ready]: { status: 'ready', keepsParts: false, isDeleted: false, storageMark },
      [failed]: { status: 'failed', keepsParts: true, isDeleted: false, storageMark: null },
      [cancelled]: { status: 'cancelled', keepsParts: false, isDeleted: false, storageMark: null },
      [queued]: { status: 'queued', keepsParts: true, isDeleted: false, storageMark: null },
    })
    const later = await listKnown(new Date(Date.now() + PARTS_KEPT_MS + 1))
    expect([failed, queued].map((id) => later.get(id)?.keepsParts)).toEqual([false, true])
  })
})
