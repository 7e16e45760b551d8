import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded } from '@/lib/datasets/changes'
import { markDeleted, markRestored, removeDeleted } from '@/lib/datasets/keeping/changes'
import { RESTORABLE_MS } from '@/lib/datasets/model/keeping/deletion'
import { getDataset, getDownloadState, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const AT = new Date('2026-11-26T12:00:00Z')
const LATER = new Date(AT.getTime() + RESTORABLE_MS)
const JUST_BEFORE = new Date(LATER.getTime() - 1)
const nothing = (): Promise<void> => Promise.resolve()

async function create(status: 'ready' | 'failed' | 'queued'): Promise<string> {
  const { id } = await createDataset(createDatasetId(), createDatasetId())
  if (status !== 'queued') await markEnded({ datasetId: id }, 'failed', 'No.')
  if (status === 'ready') await db().dataset.update({ where: { id }, data: { status: 'ready', error: null } })
  return id
}

async function createDeleted(
  status: 'ready' | 'failed' = 'ready',
  by: 'person' | 'rules' = 'person',
): Promise<string> {
  const id = await create(status)
  expect(await markDeleted(id, { at: AT, by }, nothing)).toBe(true)
  return id
}

describe('deleting', () => {
  test('hides a dataset and keeps its row, once', async () => {
    const id = await create('ready')
    const writeReceipt = jest.fn(nothing)
    expect(await markDeleted(id, { at: AT, by: 'person' }, writeReceipt)).toBe(true)
    expect(await markDeleted(id, { at: LATER, by: 'rules' }, writeReceipt)).toBe(false)
    expect(writeReceipt).toHaveBeenCalledTimes(1)
    expect(await getDataset(id)).toBeNull()
    expect(await db().dataset.findUnique({ where: { id } })).toMatchObject({
      status: 'ready',
      deletedAt: AT,
      deletedBy: 'person',
    })
  })

  test('leaves a running download alone', async () => {
    const id = await create('queued')
    expect(await markDeleted(id, { at: AT, by: 'person' }, nothing)).toBe(false)
    expect(await getDownloadState(id)).toMatchObject({ status: 'queued' })
  })

  test.each([
    ['pinned', { pinnedAt: AT }],
    ['named', { label: 'Mine' }],
    ['failed', { status: 'failed' }],
  ])('by rules leaves a %s one alone', async (_what, data) => {
    const id = await create('ready')
    await db().dataset.update({ where: { id }, data })
    expect(await markDeleted(id, { at: AT, by: 'rules' }, nothing)).toBe(false)
    expect(await getDataset(id)).not.toBeNull()
  })

  test('that is no longer wanted changes nothing', async () => {
    const id = await create('ready')
    const before = await requireDataset(id)
    const isWanted = (): Promise<boolean> => Promise.resolve(false)
    expect(await markDeleted(id, { at: AT, by: 'rules', isWanted }, nothing)).toBe(false)
    expect(await requireDataset(id)).toEqual(before)
  })
})

describe('restoring', () => {
  test('brings a dataset back as it was, until the last moment', async () => {
    const id = await create('ready')
    const before = await requireDataset(id)
    await markDeleted(id, { at: AT, by: 'person' }, nothing)
    expect(await markRestored(id, JUST_BEFORE, nothing)).toBe(true)
    expect(await requireDataset(id)).toEqual(before)
    expect(await markRestored(id, JUST_BEFORE, nothing)).toBe(false)
  })

  test('a day later does nothing', async () => {
    const id = await createDeleted()
    expect(await markRestored(id, LATER, nothing)).toBe(false)
    expect(await getDataset(id)).toBeNull()
  })

  test('pins what rules had deleted', async () => {
    const id = await createDeleted('ready', 'rules')
    const putBack = jest.fn(nothing)
    await markRestored(id, JUST_BEFORE, putBack)
    expect(putBack.mock.calls).toEqual([[{ pinned: true }]])
    expect(await requireDataset(id)).toMatchObject({ pinned: true })
  })

  test('restores nothing when the files cannot be put back', async () => {
    const id = await createDeleted()
    const failure = new Error('the disk is read-only')
    await expect(markRestored(id, JUST_BEFORE, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(await getDataset(id)).toBeNull()
  })
})

describe('removing', () => {
  const moveFiles = jest.fn<Promise<void>, [boolean]>()
  beforeEach(() => moveFiles.mockReset().mockResolvedValue())

  test('removes a dataset with all its metadata and its files', async () => {
    const id = await createDeleted()
    await db().datasetRequests.create({
      data: { datasetId: id, attempt: 1, count: 1, lines: new Uint8Array([1]) },
    })
    expect(await removeDeleted(id, AT, moveFiles)).toBe(true)
    expect(await getDownloadState(id)).toBeNull()
    expect(await db().datasetRequests.count({ where: { datasetId: id } })).toBe(0)
    expect(await removeDeleted(id, AT, moveFiles)).toBe(false)
    expect(moveFiles.mock.calls).toEqual([[true]])
  })

  test('reports that a dataset that was not ready has no published files', async () => {
    const id = await createDeleted('failed')
    expect(await removeDeleted(id, AT, moveFiles)).toBe(true)
    expect(moveFiles.mock.calls).toEqual([[false]])
  })

  test('removes nothing when the files cannot be moved', async () => {
    const id = await createDeleted()
    moveFiles.mockRejectedValue(new Error('the disk is read-only'))
    await expect(removeDeleted(id, AT, moveFiles)).rejects.toThrow('the disk is read-only')
    expect(await getDownloadState(id)).toMatchObject({ status: 'ready' })
  })

  test('leaves alone what is not deleted, was deleted later, or runs', async () => {
    const ids = [await create('ready'), await createDeleted(), await create('queued')]
    for (const id of ids) expect(await removeDeleted(id, new Date(AT.getTime() - 1), moveFiles)).toBe(false)
    expect(await db().dataset.count()).toBe(3)
    expect(moveFiles).not.toHaveBeenCalled()
  })
})
