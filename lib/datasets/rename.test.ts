import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatReceipt } from '@/lib/datasets/receipt'
import { adoptDataset } from '@/lib/datasets/recovery/adopt'
import { renameDataset } from '@/lib/datasets/rename'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeEach(async () => {
  dataset = await createReadyDataset([somePerson({})])
})
afterEach(async () => {
  await storage.moveToTrash(dataset.id)
  await storage.emptyTrash(dataset.id)
  await db().dataset.deleteMany()
})

const receiptPath = (): string => storage.datasetPath(dataset.id, 'dataset.json')
const readReceiptText = (): string => readFileSync(receiptPath(), 'utf8')

async function expectVerified(): Promise<void> {
  expect(await verifyDatasets({ deep: true })).toEqual({ checked: 1, findings: [] })
}

test('a new name is in the database and in the receipt, and nothing else changes', async () => {
  const renamed = await renameDataset(dataset.id, '  Before the fix ')
  expect(renamed).toEqual({ ...dataset, label: 'Before the fix' })
  expect(await requireDataset(dataset.id)).toEqual(renamed)
  expect(readReceiptText()).toBe(formatReceipt(renamed))
  await expectVerified()
})

test.each([null, '', '  '])('%j takes the name away again', async (text) => {
  await renameDataset(dataset.id, 'Mine')
  expect(await renameDataset(dataset.id, text)).toEqual(dataset)
  expect(readReceiptText()).toBe(formatReceipt(dataset))
  await expectVerified()
})

test('an empty database adopts the dataset with its name', async () => {
  const renamed = await renameDataset(dataset.id, 'Padmé’s')
  const row = await db().dataset.findUniqueOrThrow({ where: { id: dataset.id } })
  await db().dataset.deleteMany()
  expect(await adoptDataset(dataset.id)).toEqual({ outcome: 'adopted' })
  expect(await getDataset(dataset.id)).toEqual(renamed)
  expect(row.labelKey).toBe('padme’s')
  expect(await db().dataset.findUnique({ where: { id: dataset.id } })).toEqual({
    ...row,
    activeKey: null,
    requestedAt: null, // of interest until a download begins
    contentHash: null, // calculated again when it is needed
  })
})

test('the last of many concurrent renames is in the database and in the receipt', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `Name ${index}`)
  await Promise.all(names.map((name) => renameDataset(dataset.id, name)))
  const renamed = await requireDataset(dataset.id)
  expect(names).toContain(renamed.label)
  expect(readReceiptText()).toBe(formatReceipt(renamed))
})

test('what a later version added to the receipt stays', async () => {
  writeFileSync(
    receiptPath(),
    JSON.stringify({ ...(JSON.parse(readReceiptText()) as object), starred: true }),
  )
  await renameDataset(dataset.id, 'Mine')
  expect(JSON.parse(readReceiptText())).toMatchObject({ starred: true, label: 'Mine' })
})

test('a receipt that cannot be written leaves the old name', async () => {
  jest.spyOn(storage, 'replaceFile').mockRejectedValue(new Error('ENOSPC: no space left on device'))
  await expect(renameDataset(dataset.id, 'Mine')).rejects.toThrow('ENOSPC')
  jest.restoreAllMocks()
  expect(await requireDataset(dataset.id)).toEqual(dataset)
  await expectVerified()
})

test('a receipt from another version, or none, is left to verification', async () => {
  const foreign = JSON.stringify({ ...(JSON.parse(readReceiptText()) as object), format: 2 })
  writeFileSync(receiptPath(), foreign)
  await renameDataset(dataset.id, 'Mine')
  expect(readReceiptText()).toBe(foreign)
  rmSync(receiptPath())
  await renameDataset(dataset.id, 'Yours')
  expect((await requireDataset(dataset.id)).label).toBe('Yours')
  expect((await verifyDatasets({ deep: true })).findings).toMatchObject([
    { code: 'receipt', repair: 'write receipt' },
  ])
})

test('what is no name is refused, and so is a dataset that is not ready or not there', async () => {
  await expect(renameDataset(dataset.id, 'x'.repeat(81))).rejects.toMatchObject({
    code: 'invalid',
    message: 'A name has at most 80 characters; this one has 81.',
  })
  const { id } = await createDataset(createDatasetId(), 'auto')
  await markEnded({ datasetId: id }, 'failed', 'No.')
  await expect(renameDataset(id, 'Mine')).rejects.toMatchObject({
    code: 'conflict',
    message: 'Only a dataset that is ready can be renamed: this download is failed.',
  })
  await expect(renameDataset(createDatasetId(), 'Mine')).rejects.toMatchObject({ code: 'not_found' })
})
