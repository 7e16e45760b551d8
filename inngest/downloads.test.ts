import { reconcileDownloads, startDownload } from '@/inngest/downloads'
import { setEventReceiver, type EmbeddedEvent } from '@/inngest/embedded/transport'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { getTurn, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { createDatasetId } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const LATER_MS = 60_000

let events: EmbeddedEvent[] = []
beforeEach(async () => {
  events = []
  setEventReceiver({ receive: (received) => Promise.resolve(void events.push(...received)) })
  setSources('archive')
  await db().dataset.deleteMany()
  await db().embeddedRun.deleteMany()
})
afterEach(() => {
  setEventReceiver(undefined)
  jest.restoreAllMocks()
})

async function createStarted(): Promise<string> {
  const id = createDatasetId()
  await createDataset(id, 'archive')
  await markStarted({ datasetId: id, attempt: 1 })
  return id
}

async function createRun(eventId: string, status: string, finishedAt: Date | null): Promise<void> {
  await db().embeddedRun.create({
    data: { id: eventId, functionId: 'holocron-download-dataset', eventId, event: '{}', status, finishedAt },
  })
}

const later = (): Date => new Date(Date.now() + LATER_MS)

test('an event that a crash kept from being sent is sent again, under the same id', async () => {
  const { dataset } = await startDownload('archive')
  await reconcileDownloads()
  expect(events.map(({ id }) => id)).toEqual([dataset.id, dataset.id])
  expect(events[1]?.data).toEqual({
    ...{ datasetId: dataset.id, attempt: 1, requestedSource: 'archive', key: dataset.id },
  })
})

test('a download that a run works on is left alone, however long it takes', async () => {
  const id = await createStarted()
  await createRun(id, 'running', null)
  await reconcileDownloads(later())
  expect(await getTurn(id)).toMatchObject({ status: 'downloading' })
})

test('a download whose run has just ended is given time to end itself', async () => {
  const id = await createStarted()
  await createRun(id, 'failed', new Date())
  await reconcileDownloads()
  expect(await getTurn(id)).toMatchObject({ status: 'downloading' })
})

test.each(['failed', 'cancelled', 'completed'])(
  'a download whose run is %s, and that did not end with it, is ended in words',
  async (status) => {
    const error = jest.spyOn(log, 'error').mockReturnValue()
    const id = await createStarted()
    await createRun(id, status, new Date())
    await reconcileDownloads(later())
    expect(await requireDataset(id)).toMatchObject({
      status: 'failed',
      error: 'The download stopped without reaching its end: the program lost track of it. Retry it.',
    })
    expect(error).toHaveBeenCalledWith({ datasetId: id }, 'a download has no run any more')
  },
)

test('a download whose run is not there is ended after a while, and not before', async () => {
  jest.spyOn(log, 'error').mockReturnValue()
  const id = await createStarted()
  await reconcileDownloads()
  expect(await getTurn(id)).toMatchObject({ status: 'downloading' })
  await reconcileDownloads(later())
  expect(await getTurn(id)).toMatchObject({ status: 'failed' })
})
