import { startDownload } from '@/inngest/downloads'
import { type EmbeddedEvent, setEventReceiver } from '@/inngest/embedded/transport'
import { reconcileDownloads } from '@/inngest/reconcile'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { getDownloadState, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { log } from '@/lib/log'
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

test('an event that was not sent because of a crash is sent later, with the same id', async () => {
  const { dataset } = await startDownload('archive')
  await reconcileDownloads()
  expect(events.map(({ id }) => id)).toEqual([dataset.id, dataset.id])
  expect(events[1]?.data).toEqual({
    ...{ datasetId: dataset.id, attempt: 1, requestedSource: 'archive', key: dataset.id },
  })
})

test('a download with a running run is left alone, however long it takes', async () => {
  const id = await createStarted()
  await createRun(id, 'running', null)
  await reconcileDownloads(later())
  expect(await getDownloadState(id)).toMatchObject({ status: 'downloading' })
})

test('a download whose run has just ended gets time to end by itself', async () => {
  const id = await createStarted()
  await createRun(id, 'failed', new Date())
  await reconcileDownloads()
  expect(await getDownloadState(id)).toMatchObject({ status: 'downloading' })
})

test.each(['failed', 'cancelled', 'completed'])(
  'a download left running by a %s run is ended with a clear message',
  async (status) => {
    const error = jest.spyOn(log, 'error').mockReturnValue()
    const id = await createStarted()
    await createRun(id, status, new Date())
    await reconcileDownloads(later())
    expect(await requireDataset(id)).toMatchObject({
      status: 'failed',
      error: 'The download stopped before it was complete: Holocron lost track of it. Retry it.',
    })
    expect(error).toHaveBeenCalledWith({ datasetId: id }, 'a download no longer has a run')
  },
)

test('a download without a run is ended after a while, and not before', async () => {
  jest.spyOn(log, 'error').mockReturnValue()
  const id = await createStarted()
  await reconcileDownloads()
  expect(await getDownloadState(id)).toMatchObject({ status: 'downloading' })
  await reconcileDownloads(later())
  expect(await getDownloadState(id)).toMatchObject({ status: 'failed' })
})
