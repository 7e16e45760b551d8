import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createDatasetId } from '@/lib/dataset-id'
import { markEnded, markStarted } from '@/lib/datasets/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { requestDownload, requestRetry } from '@/lib/datasets/download/request'
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatReceipt } from '@/lib/datasets/receipt'
import { reconcileStorage, settlePublished } from '@/lib/datasets/recovery/reconcile-storage'
import { getStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { getDataset, listDatasets, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import { purgeADayLater, setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
let warn: jest.SpyInstance
beforeEach(async () => {
  dataset = await createReadyDataset([somePerson({})])
  warn = jest.spyOn(log, 'warn').mockReturnValue()
})
afterEach(async () => {
  warn.mockRestore()
  await db().dataset.deleteMany()
  rmSync(path.join(env().STORAGE_DIR, 'datasets'), { recursive: true, force: true })
  rmSync(path.join(env().STORAGE_DIR, 'parts'), { recursive: true, force: true })
  await reconcileStorage()
})

const receiptPath = (id = dataset.id): string => storage.datasetPath(id, 'dataset.json')
const warnings = (): unknown[] => warn.mock.calls.map((call: unknown[]) => call[1])

/** Every file of a dataset with its bytes. */
function readFolder(id: string): Record<string, string> {
  const names = readdirSync(storage.folder('datasets', id)).sort()
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(storage.datasetPath(id, name), 'base64')]),
  )
}

describe('a dataset that the database does not know', () => {
  test('is adopted with everything that was known about it, and its files are not touched', async () => {
    const files = readFolder(dataset.id)
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toEqual(dataset)
    expect(readFolder(dataset.id)).toEqual(files)
    expect([await getStorageNotice(), warnings()]).toEqual([null, []])
  })

  test('is adopted even if an older copy of the database has it as running', async () => {
    await db().dataset.update({
      where: { id: dataset.id },
      data: { status: 'downloading', activeKey: 'auto', sha256: null, finishedAt: null },
    })
    await settlePublished()
    expect(await getDataset(dataset.id)).toEqual(dataset)
    setSources('archive')
    expect((await requestDownload('auto')).joined).toBe(false)
  })

  test('is not adopted once it was deleted', async () => {
    await deleteDataset(dataset.id)
    await reconcileStorage()
    expect(await listDatasets({ limit: 10, offset: 0 })).toMatchObject({ total: 0 })
    expect(await purgeADayLater()).toEqual([dataset.id])
    await reconcileStorage()
    expect(await listDatasets({ limit: 10, offset: 0 })).toMatchObject({ total: 0 })
    expect(await storage.hasFiles(dataset.id)).toBe(false)
  })

  test('is adopted once by several processes that start concurrently', async () => {
    await db().dataset.deleteMany()
    await Promise.all([reconcileStorage(), reconcileStorage(), reconcileStorage()])
    expect(await getDataset(dataset.id)).toEqual(dataset)
    expect(warnings()).toEqual([])
  })
})

describe('a folder that cannot be proved is reported, and left untouched:', () => {
  test('one that has no receipt', async () => {
    await db().dataset.deleteMany()
    rmSync(receiptPath())
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toBeNull()
    expect(warnings()).toEqual([
      `datasets/${dataset.id} is not in the database and was left untouched: it has no dataset.json. Run npm run ` +
        'verify to see whether it can be adopted.',
    ])
    expect(await getStorageNotice()).toMatchObject({ checking: 0, left: [dataset.id], missing: [] })
  })

  test('a publish that was interrupted, which another database may have cancelled', async () => {
    await writeSomeParts(dataset.id, [somePerson({})])
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toBeNull()
    expect(warnings()).toEqual([
      `datasets/${dataset.id} is not in the database and was left untouched: its publishing was interrupted, and only ` +
        'the database that started it knows the outcome. Run npm run verify to see whether it can be adopted.',
    ])
  })

  test('others are adopted nevertheless', async () => {
    const other = await createReadyDataset([somePerson({ mass: '78' })])
    await db().dataset.deleteMany()
    rmSync(receiptPath())
    await reconcileStorage()
    expect(await getDataset(other.id)).toEqual(other)
  })
})

describe('a download that this database knows', () => {
  test('as cancelled or failed is not adopted while its parts show that it never became ready', async () => {
    await writeSomeParts(dataset.id, [somePerson({})])
    await db().dataset.update({ where: { id: dataset.id }, data: { status: 'failed' } })
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toMatchObject({ status: 'failed' })
    expect(await storage.hasFiles(dataset.id)).toBe(true)
    setSources(dataset.requestedSource)
    expect(await requestRetry(dataset.id)).toMatchObject({ status: 'queued', attempt: 2 })
    expect(await storage.hasFiles(dataset.id)).toBe(false)
  })

  test('as running, but whose published files are damaged, fails with a clear message and is not downloaded again', async () => {
    await db().dataset.update({
      where: { id: dataset.id },
      data: { status: 'downloading', activeKey: 'auto', finishedAt: null },
    })
    rmSync(storage.datasetPath(dataset.id, dataset.fileName))
    await settlePublished()
    expect(await requireDataset(dataset.id)).toMatchObject({
      status: 'failed',
      error:
        'Files of this dataset were published before, but cannot be adopted: its CSV is missing. They were left ' +
        'untouched; run npm run verify for details.',
    })
    expect(readdirSync(storage.folder('datasets', dataset.id)).sort()).toEqual([
      'dataset.json',
      parquetName(dataset.id),
    ])
  })

  test('as running with its parts continues as before', async () => {
    setSources('archive')
    const { dataset: running } = await requestDownload('archive')
    await markStarted({ datasetId: running.id, attempt: 1 })
    await writeSomeParts(running.id, [somePerson({})])
    await settlePublished()
    expect(await getDataset(running.id)).toMatchObject({ status: 'downloading' })
    await markEnded({ datasetId: running.id }, 'cancelled', null)
  })
})

describe('a dataset of a version without receipts', () => {
  test('gets one that matches the database', async () => {
    rmSync(receiptPath())
    await reconcileStorage()
    expect(readFileSync(receiptPath(), 'utf8')).toBe(formatReceipt(dataset))
    expect(warnings()).toEqual([])
  })

  test('keeps an existing one', async () => {
    writeFileSync(receiptPath(), 'mine')
    await reconcileStorage()
    expect(readFileSync(receiptPath(), 'utf8')).toBe('mine')
  })
})

test('datasets without files are reported, with their count and the folder, and stay in the database', async () => {
  const other = await createReadyDataset([somePerson({ mass: '78' })])
  renameSync(storage.folder('datasets', dataset.id), `${env().STORAGE_DIR}/elsewhere`)
  await reconcileStorage()
  expect(warnings()).toEqual([
    `The files of 1 of 2 datasets in the database are not in ${env().STORAGE_DIR}. If that is the wrong ` +
      'folder, set STORAGE_DIR and restart; otherwise restore the files from a backup. Nothing was deleted.',
  ])
  expect(await getStorageNotice()).toMatchObject({ checking: 0, left: [], missing: [dataset.id] })
  expect(await storage.hasFiles(dataset.id)).toBe(false)
  expect((await listDatasets({ limit: 10, offset: 0 })).datasets.map(({ id }) => id).sort()).toEqual(
    [dataset.id, other.id].sort(),
  )

  renameSync(`${env().STORAGE_DIR}/elsewhere`, storage.folder('datasets', dataset.id))
  expect(await getStorageNotice()).toBeNull()
})

test('a comparison that fails is logged, and does not prevent the start', async () => {
  const error = jest.spyOn(log, 'error').mockReturnValue()
  const broken = jest.spyOn(db().dataset, 'findMany').mockImplementation((() => {
    throw new Error('no database')
  }) as never)
  await reconcileStorage()
  expect(error.mock.calls).toEqual([
    [{ err: new Error('no database') }, 'the storage could not be compared with the database'],
  ])
  broken.mockRestore()
  error.mockRestore()
})

test('a folder whose name is not an id is not a dataset', async () => {
  await db().dataset.deleteMany()
  renameSync(storage.folder('datasets', dataset.id), path.join(env().STORAGE_DIR, 'datasets', 'copy'))
  const id = createDatasetId()
  await reconcileStorage()
  expect([await getDataset(id), warnings()]).toEqual([null, []])
})
