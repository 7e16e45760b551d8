import { readdirSync, readFileSync } from 'node:fs'
import { createDataset, markEnded, markRetried, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/lifecycle'
import { formatReceipt, parseReceipt, readReceipt } from '@/lib/datasets/receipt'
import { requireDataset } from '@/lib/datasets/store'
import { createDatasetId, datasetPath, folder } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

/** What is the same for every ready dataset, or follows from the rest. */
const LEFT_OUT = ['error', 'pagesDone', 'phase', 'problem', 'status']

test('a ready dataset has its receipt beside its two files', async () => {
  const dataset = await createReadyDataset([somePerson({})])
  expect(readdirSync(folder('datasets', dataset.id)).sort()).toEqual([
    'dataset.json',
    `people-${dataset.id}.csv`,
    `people-${dataset.id}.parquet`,
  ])
  expect(readFileSync(datasetPath(dataset.id, 'dataset.json'), 'utf8')).toBe(formatReceipt(dataset))
})

test('the receipt says everything that the database says, of earlier attempts, too', async () => {
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
  // A field that a later version adds to datasets has to be added to receipts as well.
  const said = Object.keys(JSON.parse(formatReceipt(dataset)) as object).filter((key) => key !== 'format')
  expect([...said, ...LEFT_OUT].sort()).toEqual(Object.keys(dataset).sort())
})

test('what a later version adds does not keep this one from reading it', async () => {
  const dataset = await createReadyDataset([somePerson({})])
  const json = { ...(JSON.parse(formatReceipt(dataset)) as object), label: 'Mine' }
  expect(parseReceipt(dataset.id, JSON.stringify(json))).toEqual({ dataset, problem: null })
})
