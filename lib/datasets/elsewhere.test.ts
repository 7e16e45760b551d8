import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { claimDatasets, isElsewhere } from '@/lib/datasets/elsewhere'
import { isIntact, openIntact } from '@/lib/datasets/intact'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { purgeNow } from '@/lib/datasets/keeping/purge'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readRows } from '@/lib/datasets/query/rows'
import { takeInventory } from '@/lib/datasets/recovery/inventory'
import { getStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { reconcileStorage } from '@/lib/datasets/recovery/reconcile-storage'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { getDataset } from '@/lib/datasets/store'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { verifyDatasets, verifySample } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const SENTENCE =
  'This dataset is kept in a storage that this server does not see. Open it on a server that sees it, or let all ' +
  'servers use one storage. Nothing is lost.'

let dataset: Dataset
beforeEach(async () => {
  await db().dataset.deleteMany()
  rmSync(path.join(env().STORAGE_DIR, 'datasets'), { recursive: true, force: true })
  dataset = await createReadyDataset([somePerson({})])
})

const markOf = async (): Promise<string | null | undefined> =>
  (await db().dataset.findUnique({ where: { id: dataset.id } }))?.storageMark

/** As on a server that has the same database, but another storage. */
async function moveAway(): Promise<() => void> {
  const [folder, mark] = [storage.folder('datasets', dataset.id), path.join(env().STORAGE_DIR, 'storage-id')]
  const was = readFileSync(mark)
  renameSync(folder, `${folder}.away`)
  writeFileSync(mark, 'f'.repeat(32))
  return () => {
    renameSync(`${folder}.away`, folder)
    writeFileSync(mark, was)
  }
}

test('a dataset records the storage it was published in', async () => {
  expect(await markOf()).toBe(await storage.readStorageMark({ create: false }))
  expect(await isElsewhere(dataset.id)).toBe(false)
})

describe('a dataset whose files are in another storage', () => {
  let comeBack: () => void
  beforeEach(async () => {
    comeBack = await moveAway()
  })
  afterEach(() => comeBack())

  test('is elsewhere, not damaged', async () => {
    const expected = { code: 'elsewhere', message: SENTENCE }
    await expect(readRows(dataset, { limit: 1, offset: 0 })).rejects.toMatchObject(expected)
    await expect(openIntact(dataset, 'csv')).rejects.toMatchObject(expected)
    expect(await isIntact(dataset)).toBe(false)
  })

  test('is reported as that, and nothing repairs, adopts or sweeps it', async () => {
    const row = await db().dataset.findUnique({ where: { id: dataset.id } })
    expect(await takeInventory()).toEqual({ unknown: [], missing: [], present: [], elsewhere: [dataset.id] })
    const { findings } = await verifyDatasets({ deep: true })
    expect(findings).toEqual([
      {
        code: 'elsewhere',
        datasetId: dataset.id,
        message: `Dataset ${dataset.id}: its files are in a storage that is not visible here. Run npm run verify where it is.`,
        repair: null,
      },
    ])
    expect(await verifySample()).toEqual([])
    expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
    await reconcileStorage()
    expect(await getStorageNotice()).toMatchObject({ missing: [], left: [], elsewhere: [dataset.id] })
    await sweepRemains()
    await claimDatasets()
    expect(await db().dataset.findUnique({ where: { id: dataset.id } })).toEqual(row)
  })

  test('stays deleted, with its files, until a server that sees it removes it', async () => {
    await deleteDataset(dataset.id, { at: new Date(), by: 'person' })
    expect(await purgeADayLater()).toEqual([])
    await expect(purgeNow(dataset.id)).rejects.toMatchObject({ code: 'elsewhere', message: SENTENCE })
    expect(await markOf()).toEqual(expect.any(String))
    comeBack()
    expect(await purgeADayLater()).toEqual([dataset.id])
    comeBack = () => undefined
  })
})

test('a dataset with no mark, or with that of a storage that nobody has, belongs to the storage that has its files', async () => {
  const own = await markOf()
  for (const storageMark of [null, 'e'.repeat(32)]) {
    await db().dataset.update({ where: { id: dataset.id }, data: { storageMark } })
    await claimDatasets()
    expect(await markOf()).toBe(own)
  }
})

test('a dataset that another running server has too is left to it', async () => {
  const storageMark = 'e'.repeat(32)
  const facts = { host: 'other', bootId: '', build: 'b', storageMark, startedAt: new Date() }
  await db().replica.create({ data: { id: 'other', ...facts, seenAt: new Date() } })
  await db().dataset.update({ where: { id: dataset.id }, data: { storageMark } })
  await claimDatasets()
  expect(await markOf()).toBe(storageMark)
  expect((await getDataset(dataset.id))?.status).toBe('ready')
  expect(await isIntact(dataset)).toBe(true)
  await db().replica.deleteMany()
})
