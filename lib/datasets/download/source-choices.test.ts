import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markStarted, updateProgress } from '@/lib/datasets/changes'
import { listOtherSources, listSourceChoices } from '@/lib/datasets/download/source-choices'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { db } from '@/lib/db/client'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const DEV = 'https://swapi.dev/api'
const TECH = 'https://www.swapi.tech/api'
beforeEach(async () => {
  setSources(DEV, TECH, 'archive')
  await db().dataset.deleteMany()
})

/** Creates a download that has ended; the later it is created, the newer it is. */
async function create(changes: Partial<Record<keyof Dataset, unknown>>): Promise<void> {
  const id = createDatasetId()
  await createDataset(id, id)
  const step = { datasetId: id, attempt: 1 }
  await markStarted(step)
  await updateProgress(step, { source: null })
  await markEnded(step, 'failed', 'No.')
  await db().dataset.update({ where: { id }, data: { error: null, ...changes } as never })
}

const find = async (source: string) => (await listSourceChoices()).find(({ value }) => value === source)

test('the user can choose automatic failover or any configured source, tried before or not', async () => {
  expect(await listSourceChoices()).toEqual([
    {
      ...{ value: 'auto', label: 'Automatic', last: null },
      description: 'The first source below that works, tried in this order.',
    },
    { value: DEV, label: 'swapi.dev', description: 'Not used yet.', last: null },
    { value: TECH, label: 'www.swapi.tech', description: 'Not used yet.', last: null },
    {
      ...{ value: 'archive', label: 'Bundled archive', last: null },
      description: 'Bundled with Holocron: no requests, always available, not live.',
    },
  ])
})

test('a source that worked shows how it responds and how many requests that takes', async () => {
  await create({ status: 'ready', source: DEV, shape: 'paged', requests: 15 })
  await create({ status: 'ready', source: TECH, shape: 'expanded', requests: 2 })
  expect(await find(DEV)).toMatchObject({
    description: 'In pages: 15 requests.',
    last: { at: expect.any(Date), failure: null },
  })
  expect(await find(TECH)).toMatchObject({ description: 'Whole lists at once: 2 requests.' })
})

test('the last result counts: a failure after a success, and a success after a failure', async () => {
  await create({ status: 'ready', source: DEV, shape: 'paged', requests: 15 })
  await create({
    ...{ status: 'ready', source: TECH, shape: 'expanded', requests: 2 },
    sourceFailures: JSON.stringify([{ source: DEV, reason: 'swapi.dev has an expired certificate.' }]),
  })
  expect((await find(DEV))?.last).toMatchObject({ failure: 'swapi.dev has an expired certificate.' })
  expect((await find(DEV))?.description).toBe('In pages: 15 requests.')
  await create({ status: 'ready', source: DEV, shape: 'paged', requests: 15 })
  expect((await find(DEV))?.last).toMatchObject({ failure: null })
})

test('a source that was chosen and failed shows why', async () => {
  await create({ status: 'failed', requestedSource: TECH, error: 'www.swapi.tech refused the connection.' })
  expect(await find(TECH)).toMatchObject({
    description: null,
    last: { failure: 'www.swapi.tech refused the connection.' },
  })
})

test('a cancelled download says nothing about a source', async () => {
  await create({ status: 'cancelled', requestedSource: DEV })
  expect((await find(DEV))?.last).toBeNull()
})

test('in place of a source that failed, the archive is offered first, then the other sources', () => {
  expect(listOtherSources(DEV)).toEqual([
    { value: 'archive', label: 'Use the archive' },
    { value: 'auto', label: 'Try automatically' },
    { value: TECH, label: 'Try www.swapi.tech' },
  ])
  expect(listOtherSources('auto').map(({ value }) => value)).toEqual(['archive', DEV, TECH])
})

test('the archive is not offered where it is not configured', () => {
  setSources(DEV, TECH)
  expect(listOtherSources(DEV).map(({ value }) => value)).toEqual(['auto', TECH])
})
