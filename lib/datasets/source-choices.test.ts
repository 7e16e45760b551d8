import { listSourceChoices } from '@/lib/datasets/source-choices'
import { createDataset, markEnded, markStarted, updateProgress } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/types'
import { db } from '@/lib/db'
import { createDatasetId } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const DEV = 'https://swapi.dev/api'
const TECH = 'https://www.swapi.tech/api'
beforeEach(async () => {
  setSources(DEV, TECH, 'archive')
  await db().dataset.deleteMany()
})

/** A download that ended; the later it is made, the newer it is. */
async function create(changes: Partial<Record<keyof Dataset, unknown>>): Promise<void> {
  const id = createDatasetId()
  await createDataset(id, id)
  const turn = { datasetId: id, attempt: 1 }
  await markStarted(turn)
  await updateProgress(turn, { source: null })
  await markEnded(turn, 'failed', 'No.')
  await db().dataset.update({ where: { id }, data: { error: null, ...changes } as never })
}

const find = async (source: string) => (await listSourceChoices()).find(({ value }) => value === source)

test('a person may pick automatic failover or one of the configured sources, asked or not', async () => {
  expect(await listSourceChoices()).toEqual([
    {
      ...{ value: 'auto', label: 'Automatic', last: null },
      description: 'The first of the sources below that serves, in this order.',
    },
    { value: DEV, label: 'swapi.dev', description: 'Nothing has come from it yet.', last: null },
    { value: TECH, label: 'www.swapi.tech', description: 'Nothing has come from it yet.', last: null },
    {
      ...{ value: 'archive', label: 'Bundled archive', last: null },
      description: 'Comes with Holocron: no request, always there, not live.',
    },
  ])
})

test('a source that served says how it answers and what that costs', async () => {
  await create({ status: 'ready', source: DEV, shape: 'paged', requests: 15 })
  await create({ status: 'ready', source: TECH, shape: 'expanded', requests: 2 })
  expect(await find(DEV)).toMatchObject({
    description: 'In pages: 15 requests.',
    last: { at: expect.any(Date), failure: null },
  })
  expect(await find(TECH)).toMatchObject({ description: 'Whole lists at once: 2 requests.' })
})

test('the last answer counts: a failure after a success, and a success after a failure', async () => {
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

test('a source that was picked and failed says why', async () => {
  await create({ status: 'failed', requestedSource: TECH, error: 'www.swapi.tech refused the connection.' })
  expect((await find(TECH))?.last).toMatchObject({ failure: 'www.swapi.tech refused the connection.' })
})

test('what was cancelled says nothing about a source', async () => {
  await create({ status: 'cancelled', requestedSource: DEV })
  expect((await find(DEV))?.last).toBeNull()
})
