import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { adoptDataset } from '@/lib/datasets/recovery/adopt'
import { getDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeEach(async () => {
  dataset = await createReadyDataset([somePerson({})])
  await db().dataset.deleteMany()
})
afterEach(() => storage.moveToTrash(dataset.id))

const receiptPath = (): string => storage.datasetPath(dataset.id, 'dataset.json')

/** Every file of the dataset with its bytes. */
function readFolder(): Record<string, string> {
  const names = readdirSync(storage.folder('datasets', dataset.id)).sort()
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(storage.datasetPath(dataset.id, name), 'base64')]),
  )
}

test('a dataset whose files match its receipt is adopted, once, and not touched', async () => {
  const files = readFolder()
  expect(await adoptDataset(dataset.id)).toEqual({ outcome: 'adopted' })
  expect(await getDataset(dataset.id)).toEqual(dataset)
  expect(await adoptDataset(dataset.id)).toEqual({ outcome: 'gone' })
  expect(readFolder()).toEqual(files)
})

test('a folder that no longer exists is not adopted', async () => {
  expect(await adoptDataset(createDatasetId())).toEqual({ outcome: 'gone' })
})

describe('what cannot be proved is left untouched:', () => {
  const flip = (file: string): void => {
    const bytes = readFileSync(file)
    bytes[20] = (bytes[20] ?? 0) ^ 1
    writeFileSync(file, bytes)
  }
  const edit = (changes: object): void => {
    const json = JSON.parse(readFileSync(receiptPath(), 'utf8')) as object
    writeFileSync(receiptPath(), JSON.stringify({ ...json, ...changes }))
  }

  test.each<[string, () => void, RegExp]>([
    ['no receipt', () => rmSync(receiptPath()), /it has no dataset\.json/],
    ['no JSON', () => writeFileSync(receiptPath(), '{'), /its dataset\.json cannot be read \(/],
    ['no count', () => edit({ rowCount: '1' }), /its dataset\.json cannot be read \(.+ at rowCount\)/],
    [
      'a newer format',
      () => edit({ format: 2 }),
      /its dataset\.json was written by a newer version of Holocron/,
    ],
    [
      'another id',
      () => edit({ id: '20200101-000000-aaaaa' }),
      /its dataset\.json is for another dataset, 20200101-000000-aaaaa/,
    ],
    ['no CSV', () => rmSync(storage.datasetPath(dataset.id, dataset.fileName)), /its CSV is missing/],
    [
      'a changed CSV',
      () => flip(storage.datasetPath(dataset.id, dataset.fileName)),
      /its CSV was changed: its sha256 is/,
    ],
    [
      'no Parquet file',
      () => rmSync(storage.datasetPath(dataset.id, parquetName(dataset.id))),
      /its Parquet file is missing/,
    ],
    [
      'a changed Parquet file',
      () => flip(storage.datasetPath(dataset.id, parquetName(dataset.id))),
      /its Parquet file is not the one that its dataset\.json names/,
    ],
    [
      'a CSV that is a link to somewhere else',
      () => {
        const file = storage.datasetPath(dataset.id, dataset.fileName)
        renameSync(file, `${file}.elsewhere`)
        symlinkSync(`${file}.elsewhere`, file)
      },
      /it cannot be read \(it is a symbolic link, or not a file\)/,
    ],
  ])('%s', async (_what, damage, reason) => {
    damage()
    const files = readFolder()
    expect(await adoptDataset(dataset.id)).toEqual({ outcome: 'left', reason: expect.stringMatching(reason) })
    expect(await getDataset(dataset.id)).toBeNull()
    expect(readFolder()).toEqual(files)
  })
})
