import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { createDatasetId } from '@/lib/dataset-id'
import { markEnded, markStarted } from '@/lib/datasets/changes'
import { endDownload } from '@/lib/datasets/download/lifecycle'
import { requestDownload } from '@/lib/datasets/download/request'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { sweepRemains, UNKNOWN_PARTS_KEPT_MS } from '@/lib/datasets/recovery/sweep'
import { getDataset, PARTS_KEPT_MS } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
afterEach(async () => {
  await db().dataset.deleteMany()
  for (const kind of ['datasets', 'parts', 'trash'])
    rmSync(path.join(env().STORAGE_DIR, kind), { recursive: true, force: true })
})

const NOTHING = { removed: [], restored: [] }
const later = (ms: number): Date => new Date(Date.now() + ms + 1)

/** The state of a crash after a download's files were put in place, before its row became ready. */
async function publishInVain(): Promise<Dataset> {
  const dataset = await createReadyDataset([somePerson({})])
  await writeSomeParts(dataset.id, [somePerson({})])
  await db().dataset.update({ where: { id: dataset.id }, data: { status: 'downloading', finishedAt: null } })
  return dataset
}

test('parts of downloads that have ended are removed, and only those', async () => {
  const ready = await createReadyDataset([somePerson({})])
  await writeSomeParts(ready.id, [somePerson({})])
  const { dataset: running } = await requestDownload('auto')
  await markStarted({ datasetId: running.id, attempt: 1 })
  const [part] = await writeSomeParts(running.id, [somePerson({})])
  const { dataset: failed } = await requestDownload('archive')
  await writeSomeParts(failed.id, [somePerson({})])
  await markEnded({ datasetId: failed.id }, 'failed', 'No.')

  expect(await sweepRemains()).toEqual({ ...NOTHING, removed: [ready.id] })
  // What has just failed may be retried, and resume from there.
  expect(await storage.listStoredIds('parts')).toEqual([running.id, failed.id].sort())
  expect(existsSync(storage.partPath(running.id, part?.name ?? ''))).toBe(true)
  expect(await sweepRemains()).toEqual(NOTHING)

  expect(await sweepRemains(later(PARTS_KEPT_MS))).toEqual({ ...NOTHING, removed: [failed.id] })
  expect(await storage.listStoredIds('parts')).toEqual([running.id])
  expect(existsSync(storage.datasetPath(ready.id, ready.fileName))).toBe(true)
})

test('an empty database, whatever its age, removes no dataset', async () => {
  const ids = [await createReadyDataset([somePerson({})]), await createReadyDataset([somePerson({})])].map(
    ({ id }) => id,
  )
  const files = ids.map((id) => readdirSync(storage.folder('datasets', id)))
  await db().dataset.deleteMany()
  expect(await sweepRemains()).toEqual(NOTHING)
  expect(await sweepRemains(later(365 * UNKNOWN_PARTS_KEPT_MS))).toEqual(NOTHING)
  expect(ids.map((id) => readdirSync(storage.folder('datasets', id)))).toEqual(files)
})

describe('parts of a download that this database does not know', () => {
  test('may belong to another database, and are left alone for a day after their last change', async () => {
    const unknown = createDatasetId()
    const [part] = await writeSomeParts(unknown, [somePerson({})])
    const old = new Date(Date.now() - UNKNOWN_PARTS_KEPT_MS - 60_000)
    utimesSync(storage.folder('parts', unknown), old, old)
    expect(await sweepRemains()).toEqual(NOTHING)
    for (const name of readdirSync(storage.folder('parts', unknown)))
      utimesSync(storage.partPath(unknown, name), old, old)
    expect(part).toBeDefined()
    expect(await sweepRemains()).toEqual({ ...NOTHING, removed: [unknown] })
    expect(await storage.listStoredIds('parts')).toEqual([])
  })

  test('stay next to files that it had put in place, which may have been published', async () => {
    const { id, fileName } = await publishInVain()
    await db().dataset.deleteMany()
    expect(await sweepRemains(later(UNKNOWN_PARTS_KEPT_MS))).toEqual(NOTHING)
    expect(existsSync(storage.datasetPath(id, fileName))).toBe(true)
    expect(existsSync(storage.folder('parts', id))).toBe(true)
  })
})

describe('files that a download put in place without becoming ready', () => {
  test('are removed when it fails, and its parts stay for a retry', async () => {
    const { id } = await publishInVain()
    await endDownload({ datasetId: id, attempt: 1 }, 'No.')
    expect([await storage.listStoredIds('datasets'), await storage.listStoredIds('trash')]).toEqual([[], []])
    expect(await storage.listStoredIds('parts')).toEqual([id])
  })

  test.each(['failed', 'cancelled'])(
    'are removed later when it has %s and a crash came in between',
    async (status) => {
      const { id } = await publishInVain()
      await db().dataset.update({ where: { id }, data: { status, finishedAt: new Date() } })
      expect(await sweepRemains(later(PARTS_KEPT_MS))).toEqual({ ...NOTHING, removed: [id] })
      expect([await storage.listStoredIds('datasets'), await storage.listStoredIds('parts')]).toEqual([
        [],
        [],
      ])
    },
  )
})

describe('what is in the trash', () => {
  test('of a dataset that was deleted is removed', async () => {
    const { id } = await createReadyDataset([somePerson({})])
    await storage.moveToTrash(id)
    await db().dataset.deleteMany()
    expect(await sweepRemains()).toEqual({ ...NOTHING, removed: [id] })
    expect([await storage.listStoredIds('datasets'), await storage.listStoredIds('trash')]).toEqual([[], []])
  })

  test('of one that the database still has is restored', async () => {
    const { id, fileName } = await createReadyDataset([somePerson({})])
    await storage.moveToTrash(id)
    expect(await sweepRemains()).toEqual({ ...NOTHING, restored: [id] })
    expect(existsSync(storage.datasetPath(id, fileName))).toBe(true)
    expect(await getDataset(id)).toMatchObject({ status: 'ready' })
  })
})
