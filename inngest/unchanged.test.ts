import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { retryDownload, startDownload } from '@/inngest/downloads'
import { serveSwapi, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { cancelDataset } from '@/lib/datasets/download/request'
import { listRequests } from '@/lib/datasets/download/request-log'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { storage } from '@/lib/storage'
import { setSources } from '@/lib/testing/app'
import { canonicalRecords, type SwapiRecord } from '@/lib/testing/swapi-server'

setUpDownloads()

/** What the scripted source has now. */
let people: SwapiRecord[]
let isBroken: boolean
let url: string
beforeEach(async () => {
  people = canonicalRecords('people')
  isBroken = false
  const server = await serveSwapi({
    shape: 'array',
    change: (body, { resource }) => (resource === 'people' ? people : body),
    intercept: (_request, response) => isBroken && Boolean(response.writeHead(404).end()),
  })
  url = server.url
})

/** Downloads from the scripted source, or another one, as a click does. */
async function check(source = url, options = {}): Promise<Dataset> {
  setSources(source)
  return waitUntilEnded((await startDownload(source, options)).dataset.id)
}

/** Changes a field of every record. */
function change(field: string, value: unknown): void {
  people = people.map((record) => ({ ...record, [field]: value }))
}

/** A download ends a moment before its parts are removed. */
async function untilSwept({ id }: Dataset): Promise<void> {
  for (const deadline = Date.now() + 5_000; existsSync(storage.folder('parts', id)); await sleep(10))
    if (Date.now() > deadline) throw new Error('The parts are still there.')
}

describe('a download that brings nothing new', () => {
  test('ends as unchanged: its receipt is kept, and no file', async () => {
    const first = await check()
    expect(first).toMatchObject({ status: 'ready', contentHash: null, sameAs: null })
    const second = await check()
    expect(second).toMatchObject({
      ...{
        status: 'unchanged',
        sameAs: first.id,
        contentHash: expect.stringMatching(/^1:[\da-f]{64}$/),
        source: url,
      },
      ...{ rowCount: 82, planetCount: 60, requests: 2, attempt: 1, error: null },
      ...{ byteSize: null, sha256: null, parquetSha256: null, finishedAt: expect.any(Date) },
    })
    expect((await listRequests(second.id, { limit: 10, offset: 0 })).total).toBe(2)
    await untilSwept(second)
    expect(existsSync(storage.folder('datasets', second.id))).toBe(false)
    expect(existsSync(storage.folder('trash', second.id))).toBe(false)
    expect((await verifyDatasets({ deep: true })).findings).toEqual([])
  })

  test('is one as well when only a volatile column has changed', async () => {
    const { id } = await check()
    change('edited', '2026-11-26T20:00:00.000Z')
    expect(await check()).toMatchObject({ status: 'unchanged', sameAs: id })
  })

  test('equals the same dataset however often it is repeated', async () => {
    const { id } = await check()
    for (let times = 0; times < 3; times += 1) expect(await check()).toMatchObject({ sameAs: id })
  })

  test.each(['archive', 'auto'])('may be requested from %s', async (source) => {
    setSources('archive')
    const first = await waitUntilEnded((await startDownload(source, { keepUnchanged: true })).dataset.id)
    const second = await waitUntilEnded((await startDownload(source)).dataset.id)
    expect(second).toMatchObject({ status: 'unchanged', sameAs: first.id, source: 'archive' })
  })
})

describe('a download becomes a dataset', () => {
  test('when a single value differs, or a record is added or missing', async () => {
    await check()
    people = people.map((record) => (record.id === 1 ? { ...record, mass: '78' } : record))
    expect(await check()).toMatchObject({ status: 'ready', sameAs: null })
    people = people.slice(1)
    expect(await check()).toMatchObject({ status: 'ready', rowCount: 81 })
    people = canonicalRecords('people')
    expect(await check()).toMatchObject({ status: 'ready', rowCount: 82 })
  })

  test('when it equals an older dataset, but not the newest one', async () => {
    await check()
    change('mass', '1')
    await check()
    change('mass', '2')
    expect((await check()).status).toBe('ready')
    change('mass', '1')
    expect((await check()).status).toBe('ready')
  })

  test('when only a dataset of another source says the same', async () => {
    await check()
    const other = await serveSwapi({ shape: 'array' })
    expect((await check(other.url)).status).toBe('ready')
  })

  test('when it was to be kept from the start, also by a click that joined it', async () => {
    await check()
    expect((await check(url, { keepUnchanged: true })).status).toBe('ready')
    setSources(url)
    const { dataset } = await startDownload(url)
    expect(await startDownload(url, { keepUnchanged: true })).toMatchObject({
      joined: true,
      dataset: { id: dataset.id },
    })
    expect((await waitUntilEnded(dataset.id)).status).toBe('ready')
  })

  test('when the equal dataset was deleted before', async () => {
    await deleteDataset((await check()).id)
    expect((await check()).status).toBe('ready')
  })
})

test('a failed or cancelled download between two equal ones neither reports a change nor is touched', async () => {
  const first = await check()
  isBroken = true
  const failed = await check()
  expect(failed).toMatchObject({ status: 'failed', sameAs: null, contentHash: null })
  const { dataset } = await startDownload(url)
  await cancelDataset(dataset.id).catch(() => waitUntilEnded(dataset.id))
  isBroken = false
  expect(await check()).toMatchObject({ status: 'unchanged', sameAs: first.id })
  expect(await requireDataset(failed.id)).toEqual(failed)
})

test('“Keep anyway” is the same download once more, which becomes a dataset', async () => {
  const first = await check()
  const { id } = await check()
  await retryDownload(id)
  const kept = await waitUntilEnded(id)
  expect(kept).toMatchObject({
    ...{ id, status: 'ready', attempt: 2, sameAs: null, sha256: first.sha256, rowCount: 82, requests: 4 },
    pastAttempts: [{ number: 1, status: 'unchanged', source: url, error: null }],
  })
  expect(await check()).toMatchObject({ status: 'unchanged', sameAs: id })
  expect((await verifyDatasets({ ids: [id], deep: true })).findings).toEqual([])
})

test('“Keep anyway” that fails leaves a failed download, and can be retried', async () => {
  await check()
  const { id } = await check()
  isBroken = true
  await retryDownload(id)
  expect(await waitUntilEnded(id)).toMatchObject({ status: 'failed', rowCount: 0, contentHash: null })
  isBroken = false
  await retryDownload(id)
  expect(await waitUntilEnded(id)).toMatchObject({ status: 'ready', attempt: 3 })
})

test('what a crash leaves of an unchanged download is swept away, and it can be deleted', async () => {
  await check()
  const unchanged = await check()
  const { id } = unchanged
  await untilSwept(unchanged)
  mkdirSync(storage.folder('parts', id))
  writeFileSync(storage.partPath(id, 'people-0000001-abc.csv'), 'swapi_id\n')
  expect(await sweepRemains()).toEqual({ removed: [id], restored: [] })
  expect(existsSync(storage.folder('parts', id))).toBe(false)
  expect(await requireDataset(id)).toMatchObject({ status: 'unchanged' })
  await deleteDataset(id)
  expect(await getDataset(id)).toBeNull()
})
