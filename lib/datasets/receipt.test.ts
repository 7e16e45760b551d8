import { readdirSync, readFileSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markRetried, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/download/lifecycle'
import { formatReceipt, parseReceipt, readReceipt } from '@/lib/datasets/receipt'
import { requireDataset } from '@/lib/datasets/store'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

/** Fields that are the same for every ready dataset, or follow from the rest. */
const LEFT_OUT = ['contentHash', 'error', 'pagesDone', 'phase', 'problem', 'sameAs', 'status']

test('a ready dataset has its receipt next to its two files', async () => {
  const dataset = await createReadyDataset([somePerson({})])
  expect(readdirSync(storage.folder('datasets', dataset.id)).sort()).toEqual([
    'dataset.json',
    `people-${dataset.id}.csv`,
    `people-${dataset.id}.parquet`,
  ])
  expect(readFileSync(storage.datasetPath(dataset.id, 'dataset.json'), 'utf8')).toBe(formatReceipt(dataset))
})

test('the receipt has everything that the database has, including earlier attempts', async () => {
  const id = createDatasetId()
  await createDataset(id, 'archive')
  await markStarted({ datasetId: id, attempt: 1 })
  await markEnded({ datasetId: id }, 'failed', 'swapi.dev refused the connection.')
  await markRetried(id)
  await markStarted({ datasetId: id, attempt: 2 })
  await publishDataset(
    { datasetId: id, attempt: 2 },
    await assembleSome(id, [somePerson({ homeworldId: null })]),
  )
  const dataset = await requireDataset(id)
  expect(dataset.pastAttempts).toHaveLength(1)
  expect(dataset.warnings).toHaveLength(1)
  expect(await readReceipt(id)).toEqual({ dataset, problem: null })
  // Fields added to datasets must be added to receipts as well.
  const said = Object.keys(JSON.parse(formatReceipt(dataset)) as object).filter((key) => key !== 'format')
  expect([...said, ...LEFT_OUT].sort()).toEqual(Object.keys(dataset).sort())
})

test('a receipt with fields added by a later version can still be read', async () => {
  const dataset = await createReadyDataset([somePerson({})])
  const json = { ...(JSON.parse(formatReceipt(dataset)) as object), starred: true }
  expect(parseReceipt(dataset.id, JSON.stringify(json))).toEqual({ dataset, problem: null })
})

test('a receipt from a version without labels, notes, pins and deletions can still be read', async () => {
  const dataset = await createReadyDataset([somePerson({})])
  const json = JSON.parse(formatReceipt(dataset)) as Record<string, unknown>
  for (const field of ['label', 'note', 'pinned', 'deletedAt']) delete json[field]
  expect(parseReceipt(dataset.id, JSON.stringify(json))).toEqual({ dataset, problem: null })
})

test('a receipt with a label that nobody can give is not read', async () => {
  const dataset = await createReadyDataset([somePerson({})])
  const json = { ...(JSON.parse(formatReceipt(dataset)) as object), label: 'two\nlines' }
  expect(parseReceipt(dataset.id, JSON.stringify(json)).problem).toBe(
    'its dataset.json cannot be read (not a label at label)',
  )
})
