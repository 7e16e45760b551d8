/** Retried downloads: what is read again, what is reused, and what is recorded. */
import { rmSync, writeFileSync } from 'node:fs'
import { cancelDownload, retryDownload, startDownload } from '@/inngest/downloads'
import { nameless, readCsv, serveSwapi, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { listRequests } from '@/lib/datasets/download/request-log'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { purgeADayLater, setSources } from '@/lib/testing/app'
import { canonicalRecords, type SwapiServer } from '@/lib/testing/swapi-server'

setUpDownloads()

const SHA256 = '130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97'
const LAST_PAGE = 9

/** A paged source whose last page of people fails until `mend` is called. */
async function serveBroken(): Promise<{ server: SwapiServer; mend: () => void }> {
  let isBroken = true
  const server = await serveSwapi({
    shape: 'paged',
    intercept: ({ resource, page }, response) =>
      isBroken && resource === 'people' && page === LAST_PAGE && Boolean(response.writeHead(503).end()),
  })
  return { server, mend: () => (isBroken = false) }
}

/** Downloads from one source, picked by the user. */
async function downloadFrom(url: string): Promise<Dataset> {
  setSources(url)
  return waitUntilEnded((await startDownload(url, { keepUnchanged: true })).dataset.id)
}

async function retry(id: string): Promise<Dataset> {
  await retryDownload(id)
  return waitUntilEnded(id)
}

describe('a retry of a failed download', () => {
  test('reads only what is missing, and records the previous attempt', async () => {
    const { server, mend } = await serveBroken()
    const failed = await downloadFrom(server.url)
    expect(failed).toMatchObject({ status: 'failed', attempt: 1 })
    const before = server.requests.length
    mend()
    const ready = await retry(failed.id)
    expect(ready).toMatchObject({ id: failed.id, status: 'ready', rowCount: 82, sha256: SHA256, attempt: 2 })
    expect(ready.pastAttempts).toEqual([
      {
        ...{ number: 1, status: 'failed', error: failed.error, source: server.url },
        ...{ startedAt: failed.startedAt, finishedAt: failed.finishedAt },
        sourceFailures: failed.sourceFailures,
      },
    ])
    // Page 1 of both again, to check whether the rest is still valid; then the missing page and the planets.
    const again = server.requests.slice(before).filter((path) => path.startsWith('/api/people'))
    expect(again.map((path) => /page=(\d+)/.exec(path)?.[1])).toEqual(['1', '9'])
    expect(ready.requests).toBe(server.requests.length)
  })

  test('reads everything if the source’s number of people has changed', async () => {
    const people = canonicalRecords('people')
    const { server, mend } = await serveBroken()
    const failed = await downloadFrom(server.url)
    mend()
    await server.close()
    const grown = await serveSwapi({
      shape: 'paged',
      port: Number(new URL(server.url).port),
      people: [...people, { ...(people[0] ?? { id: 0 }), id: 99, name: 'Grogu' }],
    })
    const ready = await retry(failed.id)
    expect(ready).toMatchObject({ status: 'ready', rowCount: 83 })
    expect(readCsv(ready)).toContain('\nGrogu,')
    expect(grown.requests.filter((path) => path.startsWith('/api/people'))).toHaveLength(LAST_PAGE)
  })

  test('reads a part again if its file is gone or has changed', async () => {
    const { server, mend } = await serveBroken()
    const failed = await downloadFrom(server.url)
    const parts = await db().datasetPart.findMany({ where: { datasetId: failed.id, sha256: { not: null } } })
    const [gone, changed] = parts.filter(({ name }) => /^people-000000[34]/.test(name))
    rmSync(storage.partPath(failed.id, gone?.name ?? ''))
    writeFileSync(storage.partPath(failed.id, changed?.name ?? ''), 'nonsense')
    mend()
    const before = server.requests.length
    expect(await retry(failed.id)).toMatchObject({ status: 'ready', sha256: SHA256 })
    const pages = server.requests
      .slice(before)
      .flatMap((path) => /people\/\?page=(\d+)/.exec(path)?.[1] ?? [])
    expect(pages.sort()).toEqual(['1', '3', '4', '9'])
  })

  test('reuses nothing from a source that contradicted itself', async () => {
    let isBroken = true
    const server = await serveSwapi({
      shape: 'paged',
      change: (body, { resource, page }) =>
        isBroken && resource === 'people' && page === LAST_PAGE
          ? {
              ...(body as { results: unknown[] }),
              results: (body as { results: unknown[] }).results.slice(1),
            }
          : body,
    })
    const failed = await downloadFrom(server.url)
    expect(nameless(failed.error)).toMatch(/^HOST declares 82 people but returned 81\./)
    isBroken = false
    const before = server.requests.length
    expect(await retry(failed.id)).toMatchObject({ status: 'ready', sha256: SHA256 })
    const pages = server.requests.slice(before).filter((path) => path.startsWith('/api/people'))
    expect(pages).toHaveLength(LAST_PAGE)
  })

  test('may fail again, and be retried again', async () => {
    const { server, mend } = await serveBroken()
    const { id } = await downloadFrom(server.url)
    expect(await retry(id)).toMatchObject({ status: 'failed', attempt: 2 })
    mend()
    const ready = await retry(id)
    expect(ready).toMatchObject({ status: 'ready', attempt: 3 })
    expect(ready.pastAttempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
    ])
  })
})

describe('a cancelled download', () => {
  test('can be retried immediately, and cancelling the first attempt does not end the second', async () => {
    const server = await serveSwapi({ shape: 'paged', delayMs: 30 })
    setSources(server.url)
    const { id } = (await startDownload(server.url)).dataset
    for (let attempt = 2; attempt <= 4; attempt++) {
      await cancelDownload(id)
      expect(await retryDownload(id)).toMatchObject({ attempt })
    }
    expect(await waitUntilEnded(id)).toMatchObject({ status: 'ready', attempt: 4, sha256: SHA256 })
  })
})

describe('what cannot be retried', () => {
  test('is a running, ready or unknown download, each with a clear message', async () => {
    setSources('archive')
    const ready = await downloadFrom('archive')
    await expect(retryDownload(ready.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Only a failed, cancelled or unchanged download can be retried: this one is ready.',
    })
    await expect(retryDownload('20261122-203057-k3f9x')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is one whose source another download uses, or is no longer configured', async () => {
    const server = await serveSwapi({ shape: 'paged', delayMs: 20 })
    setSources(server.url)
    const first = (await startDownload(server.url)).dataset
    await cancelDownload(first.id)
    const second = (await startDownload(server.url)).dataset
    const host = new URL(server.url).host
    await expect(retryDownload(first.id)).rejects.toMatchObject({
      code: 'conflict',
      message: `Another download of this source (${host}) is running. Wait for it, or cancel it first.`,
    })
    await waitUntilEnded(second.id)
    setSources('archive')
    await expect(retryDownload(first.id)).rejects.toMatchObject({
      code: 'conflict',
      message: `${host} is no longer one of the configured sources. Start a download from another one.`,
    })
  })
})

describe('the requests of a download', () => {
  test('are listed in the order they were sent, and match the count', async () => {
    let failures = 0
    const server = await serveSwapi({
      shape: 'paged',
      intercept: ({ resource, page }, response) =>
        resource === 'people' && page === 4 && failures++ < 2 && Boolean(response.writeHead(500).end()),
    })
    const dataset = await downloadFrom(server.url)
    expect(dataset).toMatchObject({ status: 'ready', requests: 17, retries: 2 })
    const { requests, total, hasMore } = await listRequests(dataset.id, { limit: 100, offset: 0 })
    expect({ total, hasMore }).toEqual({ total: 17, hasMore: false })
    const origin = new URL(server.url).origin
    expect(requests.map(({ url }) => url.replace(origin, '')).sort()).toEqual([...server.requests].sort())
    const fourth = requests.filter(({ url }) => url.includes('people/?page=4&'))
    expect(fourth.map(({ status, tryNumber, attempt }) => [status, tryNumber, attempt])).toEqual([
      [500, 1, 1],
      [500, 2, 1],
      [200, 3, 1],
    ])
    expect(fourth.map(({ bytes }) => bytes > 0)).toEqual([false, false, true])
    const middle = await listRequests(dataset.id, { limit: 5, offset: 7 })
    expect(middle).toEqual({ requests: requests.slice(7, 12), total: 17, hasMore: true })
    expect(await listRequests(dataset.id, { limit: 5, offset: 40 })).toEqual({
      requests: [],
      total: 17,
      hasMore: false,
    })
  })

  test('are empty for the archive', async () => {
    const { id } = await downloadFrom('archive')
    expect(await listRequests(id, { limit: 5, offset: 0 })).toEqual({
      requests: [],
      total: 0,
      hasMore: false,
    })
  })
})

describe('deleting', () => {
  test('removes the dataset at once, and its files and its requests a day later', async () => {
    const { id } = await downloadFrom((await serveSwapi({ shape: 'array' })).url)
    await deleteDataset(id)
    expect(await getDataset(id)).toBeNull()
    expect(await purgeADayLater()).toEqual([id])
    expect(await getDataset(id)).toBeNull()
    expect(await storage.listStoredIds('datasets')).not.toContain(id)
    expect(await db().datasetRequests.count({ where: { datasetId: id } })).toBe(0)
    await expect(deleteDataset(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a running download is refused with a clear message', async () => {
    const server = await serveSwapi({ shape: 'paged', delayMs: 20 })
    setSources(server.url)
    const { id } = (await startDownload(server.url)).dataset
    await expect(deleteDataset(id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'This dataset is being downloaded. Cancel the download first.',
    })
    expect(await waitUntilEnded(id)).toEqual(await requireDataset(id))
  })
})
