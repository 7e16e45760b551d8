import { existsSync } from 'node:fs'
import { markEnded } from '@/lib/datasets/changes'
import { cancelDataset, requestDownload } from '@/lib/datasets/download/request'
import { getDownloadState, listDatasets } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
beforeEach(async () => {
  setSources('https://swapi.dev/api', 'archive')
  await db().dataset.deleteMany()
})

describe('a requested download', () => {
  test('is created once, however many requests arrive at once', async () => {
    const requested = await Promise.all(Array.from({ length: 50 }, () => requestDownload('auto')))
    expect(new Set(requested.map(({ dataset }) => dataset.id)).size).toBe(1)
    expect(requested.filter(({ joined }) => !joined)).toHaveLength(1)
    expect((await listDatasets({ limit: 100, offset: 0 })).total).toBe(1)
  })

  test('of another source is a separate one', async () => {
    const auto = await requestDownload('auto')
    const archive = await requestDownload('archive')
    expect(archive).toMatchObject({
      joined: false,
      dataset: { requestedSource: 'archive', status: 'queued' },
    })
    expect(archive.dataset.id).not.toBe(auto.dataset.id)
  })

  test('after an earlier one has ended is a new one', async () => {
    const first = await requestDownload('auto')
    await markEnded({ datasetId: first.dataset.id }, 'failed', 'No.')
    const second = await requestDownload('auto')
    expect(second.joined).toBe(false)
    expect(second.dataset.id).not.toBe(first.dataset.id)
  })

  test.each([
    ['https://swapi.info/api', 'swapi.info'],
    ['http://169.254.169.254/latest', '169.254.169.254'],
    ['', ''],
  ])('of "%s", which is not configured, is refused and creates nothing', async (source, label) => {
    await expect(requestDownload(source)).rejects.toMatchObject({
      code: 'invalid',
      message: `${label} is not one of the configured sources. Choose one from the list.`,
    })
    expect((await listDatasets({ limit: 100, offset: 0 })).total).toBe(0)
  })
})

describe('cancelling', () => {
  test('ends a running download and removes what it had read', async () => {
    const { dataset } = await requestDownload('auto')
    const [part] = await writeSomeParts(dataset.id, [somePerson({})])
    const file = storage.partPath(dataset.id, part?.name ?? '')
    expect(existsSync(file)).toBe(true)
    expect(await cancelDataset(dataset.id)).toMatchObject({ id: dataset.id, status: 'cancelled' })
    expect(existsSync(file)).toBe(false)
  })

  test('twice is refused with a clear message', async () => {
    const { dataset } = await requestDownload('auto')
    await cancelDataset(dataset.id)
    await expect(cancelDataset(dataset.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'This download is no longer running: it is cancelled.',
    })
  })

  test('a ready dataset is refused, and its files stay', async () => {
    const ready = await createReadyDataset([somePerson({})])
    await expect(cancelDataset(ready.id)).rejects.toThrow('This download is no longer running: it is ready.')
    expect(await getDownloadState(ready.id)).toMatchObject({ status: 'ready' })
  })

  test.each(['20261122-203057-k3f9x', '../x'])('"%s", which does not exist, is refused', async (id) => {
    await expect(cancelDataset(id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
