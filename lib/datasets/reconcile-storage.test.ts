import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { markEnded, markStarted } from '@/lib/datasets/changes'
import { parquetName } from '@/lib/datasets/file-names'
import { formatReceipt } from '@/lib/datasets/receipt'
import { reconcileStorage, settlePublished } from '@/lib/datasets/reconcile-storage'
import { deleteDataset, requestDownload, requestRetry } from '@/lib/datasets/request'
import { getStorageNotice } from '@/lib/datasets/storage-notice'
import { getDataset, listDatasets, requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { createDatasetId, datasetPath, folder, hasFiles } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
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

const receiptPath = (id = dataset.id): string => datasetPath(id, 'dataset.json')
const warnings = (): unknown[] => warn.mock.calls.map((call: unknown[]) => call[1])

/** Every file of a dataset with its bytes. */
function readFolder(id: string): Record<string, string> {
  const names = readdirSync(folder('datasets', id)).sort()
  return Object.fromEntries(names.map((name) => [name, readFileSync(datasetPath(id, name), 'base64')]))
}

describe('a dataset that the database does not know', () => {
  test('is adopted with all that was known of it, and its files are not touched', async () => {
    const files = readFolder(dataset.id)
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toEqual(dataset)
    expect(readFolder(dataset.id)).toEqual(files)
    expect([await getStorageNotice(), warnings()]).toEqual([null, []])
  })

  test('is adopted whatever the database says of another time: an older copy knows it as running', async () => {
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
    expect(await hasFiles(dataset.id)).toBe(false)
  })

  test('is adopted once by several processes that start at the same time', async () => {
    await db().dataset.deleteMany()
    await Promise.all([reconcileStorage(), reconcileStorage(), reconcileStorage()])
    expect(await getDataset(dataset.id)).toEqual(dataset)
    expect(warnings()).toEqual([])
  })
})

describe('a folder that cannot be proved is said, and left untouched:', () => {
  test('one that has no receipt', async () => {
    await db().dataset.deleteMany()
    rmSync(receiptPath())
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toBeNull()
    expect(warnings()).toEqual([
      `datasets/${dataset.id} is not in the database and was left untouched: it has no dataset.json. npm run verify ` +
        'says whether it can be adopted.',
    ])
    expect(await getStorageNotice()).toEqual({ checking: 0, left: [dataset.id], missing: [] })
  })

  test('a publish that was interrupted, which another database may have cancelled', async () => {
    await writeSomeParts(dataset.id, [somePerson({})])
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toBeNull()
    expect(warnings()).toEqual([
      `datasets/${dataset.id} is not in the database and was left untouched: its publishing was interrupted, and only ` +
        'the database that began it knows how it ended. npm run verify says whether it can be adopted.',
    ])
  })

  test('others are adopted all the same', async () => {
    const other = await createReadyDataset([somePerson({ mass: '78' })])
    await db().dataset.deleteMany()
    rmSync(receiptPath())
    await reconcileStorage()
    expect(await getDataset(other.id)).toEqual(other)
  })
})

describe('a download that this database knows', () => {
  test('as cancelled or failed is not adopted while its parts say that it never became ready', async () => {
    await writeSomeParts(dataset.id, [somePerson({})])
    await db().dataset.update({ where: { id: dataset.id }, data: { status: 'failed' } })
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toMatchObject({ status: 'failed' })
    expect(await hasFiles(dataset.id)).toBe(true)
    setSources(dataset.requestedSource)
    expect(await requestRetry(dataset.id)).toMatchObject({ status: 'queued', attempt: 2 })
    expect(await hasFiles(dataset.id)).toBe(false)
  })

  test('as running, but whose files are another’s and damaged, ends in words and is not downloaded again', async () => {
    await db().dataset.update({
      where: { id: dataset.id },
      data: { status: 'downloading', activeKey: 'auto', finishedAt: null },
    })
    rmSync(datasetPath(dataset.id, dataset.fileName))
    await settlePublished()
    expect(await requireDataset(dataset.id)).toMatchObject({
      status: 'failed',
      error:
        'Files of this dataset were published before, but cannot be taken in: its CSV is missing. They were left as ' +
        'they are; npm run verify says more.',
    })
    expect(readdirSync(folder('datasets', dataset.id)).sort()).toEqual([
      'dataset.json',
      parquetName(dataset.id),
    ])
  })

  test('as running with its parts goes on as it was', async () => {
    setSources('archive')
    const { dataset: running } = await requestDownload('archive')
    await markStarted({ datasetId: running.id, attempt: 1 })
    await writeSomeParts(running.id, [somePerson({})])
    await settlePublished()
    expect(await getDataset(running.id)).toMatchObject({ status: 'downloading' })
    await markEnded({ datasetId: running.id }, 'cancelled', null)
  })
})

describe('a dataset of a version that kept no receipt', () => {
  test('gets one that says what the database says', async () => {
    rmSync(receiptPath())
    await reconcileStorage()
    expect(readFileSync(receiptPath(), 'utf8')).toBe(formatReceipt(dataset))
    expect(warnings()).toEqual([])
  })

  test('keeps the one that it has', async () => {
    writeFileSync(receiptPath(), 'mine')
    await reconcileStorage()
    expect(readFileSync(receiptPath(), 'utf8')).toBe('mine')
  })
})

test('datasets without files are said, with their number and the folder, and stay in the database', async () => {
  const other = await createReadyDataset([somePerson({ mass: '78' })])
  renameSync(folder('datasets', dataset.id), `${env().STORAGE_DIR}/elsewhere`)
  await reconcileStorage()
  expect(warnings()).toEqual([
    `The files of 1 of 2 datasets that the database knows are not in ${env().STORAGE_DIR}. If that is the wrong ` +
      'folder, set STORAGE_DIR and restart; otherwise put the files back from a copy. Nothing was deleted.',
  ])
  expect(await getStorageNotice()).toEqual({ checking: 0, left: [], missing: [dataset.id] })
  expect(await hasFiles(dataset.id)).toBe(false)
  expect((await listDatasets({ limit: 10, offset: 0 })).datasets.map(({ id }) => id).sort()).toEqual(
    [dataset.id, other.id].sort(),
  )

  renameSync(`${env().STORAGE_DIR}/elsewhere`, folder('datasets', dataset.id))
  expect(await getStorageNotice()).toBeNull()
})

test('a storage that cannot be read is said, and is no reason not to start', async () => {
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

test('an id is needed for a folder to be a dataset', async () => {
  await db().dataset.deleteMany()
  renameSync(folder('datasets', dataset.id), path.join(env().STORAGE_DIR, 'datasets', 'copy'))
  const id = createDatasetId()
  await reconcileStorage()
  expect([await getDataset(id), warnings()]).toEqual([null, []])
})
