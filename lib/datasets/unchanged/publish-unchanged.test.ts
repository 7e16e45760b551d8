/** Which dataset a download is compared with, and what may happen meanwhile. */
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markStarted, updateProgress } from '@/lib/datasets/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { publishDataset } from '@/lib/datasets/download/lifecycle'
import { parquetName, RECEIPT_NAME } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())
afterEach(() => jest.restoreAllMocks())

const SOURCE = 'https://swapi.dev/api'
const LUKE = somePerson({})
const HEAVIER = somePerson({ mass: '78' })

/** A download that has read these people, but has not been published. */
async function prepare(person = LUKE, source = SOURCE) {
  const step = { datasetId: createDatasetId(), attempt: 1 }
  await createDataset(step.datasetId, step.datasetId)
  await markStarted(step)
  await updateProgress(step, { source })
  return { step, assembled: await assembleSome(step.datasetId, [person]) }
}

async function publish(person = LUKE, source = SOURCE): Promise<Dataset> {
  const { step, assembled } = await prepare(person, source)
  await publishDataset(step, assembled)
  return requireDataset(step.datasetId)
}

const set = ({ id }: Dataset, data: object): Promise<unknown> => db().dataset.update({ where: { id }, data })

const pathOf = ({ id }: Dataset, format: 'csv' | 'parquet'): string =>
  storage.datasetPath(id, parquetName(id).replace(/parquet$/, format))

/** Runs `act` once, as soon as a file of this dataset is looked at. */
function whileComparing({ id }: Dataset, act: () => Promise<unknown>): jest.SpyInstance {
  const real = storage.openDatasetFile
  let isDone = false
  return jest.spyOn(storage, 'openDatasetFile').mockImplementation(async (file, hashUpTo) => {
    const facts = await real(file, hashUpTo)
    if (file.id === id && file.fileName === parquetName(id) && !isDone) {
      isDone = true
      await act()
    }
    return facts
  })
}

test('a download is compared with the one from its source that was completed last, whenever that began', async () => {
  const early = await publish()
  const late = await publish(HEAVIER)
  await set(early, { finishedAt: new Date(Date.now() + 1_000) })
  expect(await publish()).toMatchObject({ status: 'unchanged', sameAs: early.id })
  expect(await publish(HEAVIER)).toMatchObject({ status: 'ready', sameAs: null })
  expect((await requireDataset(late.id)).status).toBe('ready')
  expect((await publish(LUKE, 'https://swapi.info/api')).status).toBe('ready')
})

test('a dataset whose end was not recorded comes last', async () => {
  const first = await publish()
  await set(await publish(HEAVIER), { finishedAt: null })
  expect(await publish()).toMatchObject({ status: 'unchanged', sameAs: first.id })
})

test.each(['queued', 'downloading', 'failed', 'cancelled', 'unchanged'])(
  'a download is never compared with one that is %s',
  async (status) => {
    const first = await publish()
    await set(await publish(HEAVIER), { status })
    expect(await publish()).toMatchObject({ status: 'unchanged', sameAs: first.id })
  },
)

test('publishing an unchanged download twice changes nothing', async () => {
  const first = await publish()
  const { step, assembled } = await prepare()
  await publishDataset(step, assembled)
  const unchanged = await requireDataset(step.datasetId)
  expect(unchanged).toMatchObject({ status: 'unchanged', sameAs: first.id })
  await publishDataset(step, assembled)
  await deleteDataset(first.id)
  await publishDataset(step, assembled)
  expect(await requireDataset(step.datasetId)).toEqual(unchanged)
  expect(existsSync(storage.folder('parts', step.datasetId))).toBe(false)
})

test('a download that has ended meanwhile is not unchanged', async () => {
  await publish()
  const { step, assembled } = await prepare()
  await markEnded(step, 'cancelled', null)
  await expect(publishDataset(step, assembled)).rejects.toThrow('This download ended before it was complete.')
  expect(await requireDataset(step.datasetId)).toMatchObject({ status: 'cancelled', sameAs: null })
})

test('a publish that a kill interrupted between the files and the row goes on as it began', async () => {
  const { step, assembled } = await prepare()
  await storage.publishFiles(step.datasetId, assembled.files)
  const first = await publish()
  expect(first.status).toBe('ready')
  await publishDataset(step, assembled)
  expect(await requireDataset(step.datasetId)).toMatchObject({ status: 'ready', sameAs: null })
  expect((await verifyDatasets({ ids: [step.datasetId], deep: true })).findings).toEqual([])
})

test('a kill between the row and the parts leaves nothing that a repeated publish does not remove', async () => {
  await publish()
  const { step, assembled } = await prepare()
  const remove = jest.spyOn(storage, 'removeParts').mockRejectedValueOnce(new Error('Killed.'))
  await expect(publishDataset(step, assembled)).rejects.toThrow('Killed.')
  expect(remove).toHaveBeenCalledTimes(1)
  expect(await requireDataset(step.datasetId)).toMatchObject({ status: 'unchanged' })
  await publishDataset(step, assembled)
  expect(existsSync(storage.folder('parts', step.datasetId))).toBe(false)
})

describe('while a download is compared with a dataset', () => {
  test('that dataset may be deleted: then the download becomes one', async () => {
    const first = await publish()
    const spy = whileComparing(first, () => deleteDataset(first.id))
    const second = await publish()
    expect(spy).toHaveBeenCalledWith(expect.objectContaining({ fileName: parquetName(first.id) }), 0)
    expect(second).toMatchObject({ status: 'ready', sameAs: null, rowCount: 1 })
    for (const name of [second.fileName, parquetName(second.id), RECEIPT_NAME])
      expect(existsSync(storage.datasetPath(second.id, name))).toBe(true)
  })

  test('another one may become ready that says something else: then it is a change', async () => {
    const first = await publish()
    const other = await prepare(HEAVIER)
    whileComparing(first, () => publishDataset(other.step, other.assembled))
    expect(await publish()).toMatchObject({ status: 'ready', sameAs: null })
    expect((await requireDataset(other.step.datasetId)).status).toBe('ready')
  })

  test('it may be asked to be kept: then it is', async () => {
    const first = await publish()
    const { step, assembled } = await prepare()
    whileComparing(first, () =>
      db().dataset.update({ where: { id: step.datasetId }, data: { keepUnchanged: true } }),
    )
    await publishDataset(step, assembled)
    expect(await requireDataset(step.datasetId)).toMatchObject({ status: 'ready', sameAs: null })
  })
})

function flipByte(file: string): void {
  const bytes = readFileSync(file)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

describe.each([
  ['known', {}],
  ['unknown', { contentHash: null }],
])('a download becomes a dataset, though the hash of an equal one is %s, when', (_hash, changes) => {
  test.each<[string, (dataset: Dataset) => void]>([
    ['the CSV is missing', (dataset) => rmSync(pathOf(dataset, 'csv'))],
    ['the Parquet file is missing', (dataset) => rmSync(pathOf(dataset, 'parquet'))],
    ['both files are missing', ({ id }) => rmSync(storage.folder('datasets', id), { recursive: true })],
    ['the CSV has been cut short', (dataset) => truncateSync(pathOf(dataset, 'csv'), 100)],
    ['the Parquet file has been cut short', (dataset) => truncateSync(pathOf(dataset, 'parquet'), 100)],
    ['a byte of the CSV is wrong', (dataset) => flipByte(pathOf(dataset, 'csv'))],
    ['a byte of the Parquet file is wrong', (dataset) => flipByte(pathOf(dataset, 'parquet'))],
  ])('of that one %s', async (_what, damage) => {
    const first = await publish()
    await set(first, changes)
    damage(first)
    expect(await publish()).toMatchObject({ status: 'ready', sameAs: null })
  })
})

describe('the hash of an older dataset', () => {
  const read = async ({ id }: Dataset): Promise<string | null> =>
    (await db().dataset.findUniqueOrThrow({ where: { id } })).contentHash

  test.each([
    ['is missing', null],
    ['is of another version', `0:${'ab'.repeat(32)}`],
  ])('that %s is calculated from its file, once, and reports no false change', async (_what, contentHash) => {
    const first = await publish()
    const hash = await read(first)
    expect(hash).toMatch(/^1:[\da-f]{64}$/)
    await set(first, { contentHash })
    expect(await publish()).toMatchObject({ status: 'unchanged', sameAs: first.id, contentHash: hash })
    expect(await read(first)).toBe(hash)
    expect((await verifyDatasets({ ids: [first.id], deep: true })).findings).toEqual([])
  })

  test('that is missing, and so the hash of its Parquet file, is calculated as well', async () => {
    const first = await publish()
    await set(first, { contentHash: null, parquetSha256: null })
    expect(await publish()).toMatchObject({ status: 'unchanged', sameAs: first.id })
  })

  test('that is missing does not hide a change', async () => {
    await set(await publish(), { contentHash: null })
    expect((await publish(HEAVIER)).status).toBe('ready')
  })
})

test('a download whose own hash is missing, from a step of an earlier version, becomes a dataset', async () => {
  await publish()
  const { step, assembled } = await prepare()
  await publishDataset(step, { ...assembled, facts: { ...assembled.facts, contentHash: null } })
  expect(await requireDataset(step.datasetId)).toMatchObject({ status: 'ready', sameAs: null })
})
