import { existsSync } from 'node:fs'
import { markEnded, markRetried, updateProgress } from '@/lib/datasets/changes'
import {
  abandonSource,
  beginDownload,
  beginStep,
  endDownload,
  endStep,
  publishDataset,
} from '@/lib/datasets/download/lifecycle'
import { recordParts } from '@/lib/datasets/download/part-records'
import { requestDownload } from '@/lib/datasets/download/request'
import { listRequests, logRequests } from '@/lib/datasets/download/request-log'
import type { Assembled } from '@/lib/datasets/download/step-results'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { readReceipt, replaceReceipt } from '@/lib/datasets/receipt'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const ENDED = { code: 'conflict', message: 'This download ended before it was complete.' }

let id: string
let step: DownloadStep
let part: string
beforeEach(async () => {
  setSources('https://swapi.dev/api', 'archive')
  await db().dataset.deleteMany()
  id = (await requestDownload('auto')).dataset.id
  step = { datasetId: id, attempt: 1, tryNumber: 1 }
  await beginDownload(step, 'auto')
  const [people] = await writeSomeParts(id, [somePerson({})])
  part = people?.name ?? ''
  await recordParts(id, [{ name: part, collection: 'people', pages: 1, rows: 1, sha256: null }])
})

const hasPart = (): boolean => existsSync(storage.partPath(id, part))
const assemble = (): Promise<Assembled> => assembleSome(id, [somePerson({})])

test('a download starts with the sources to try, however often it starts', async () => {
  const { startedAt } = await requireDataset(id)
  expect(await beginDownload(step, 'auto')).toEqual(['https://swapi.dev/api', 'archive'])
  expect(await requireDataset(id)).toMatchObject({ status: 'downloading', startedAt })
})

describe('a step', () => {
  test('records its phase, and counts as a retry from its second try on', async () => {
    await beginStep(step, 'reading people')
    expect(await getDataset(id)).toMatchObject({ phase: 'reading people', retries: 0 })
    await beginStep({ ...step, tryNumber: 4 }, 'assembling')
    expect(await getDataset(id)).toMatchObject({ phase: 'assembling', retries: 1 })
  })

  test.each(['failed', 'cancelled'] as const)('of a download that has %s does not begin', async (status) => {
    await markEnded(step, status, null)
    await expect(beginStep(step, 'reading people')).rejects.toMatchObject(ENDED)
  })

  test('of a download that is gone does not begin', async () => {
    await db().dataset.deleteMany()
    await expect(beginStep(step, 'reading people')).rejects.toMatchObject(ENDED)
  })

  test('that ends keeps the parts of a running download', async () => {
    await endStep(step, null)
    expect(hasPart()).toBe(true)
  })

  test('that ends after its download was cancelled removes what it wrote', async () => {
    await markEnded(step, 'cancelled', null)
    await endStep(step, null)
    expect(hasPart()).toBe(false)
  })

  test('that ends after its download was deleted removes what it wrote', async () => {
    await db().dataset.deleteMany()
    await endStep(step, null)
    expect(hasPart()).toBe(false)
  })

  test('that ends after its download has failed keeps what it wrote for a retry', async () => {
    await markEnded(step, 'failed', 'No.')
    await endStep(step, null)
    expect(hasPart()).toBe(true)
  })

  test('reports what is wrong while it is retried, until it succeeds', async () => {
    await endStep(step, 'swapi.dev failed with a server error (503).')
    expect(await getDataset(id)).toMatchObject({ problem: 'swapi.dev failed with a server error (503).' })
    await endStep(step, null)
    expect(await getDataset(id)).toMatchObject({ problem: null })
  })

  test('of a superseded attempt does not begin, and reports nothing', async () => {
    await markEnded(step, 'failed', 'No.')
    await markRetried(id)
    await expect(beginStep(step, 'reading people')).rejects.toMatchObject(ENDED)
    await endStep(step, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'queued', attempt: 2, problem: null })
  })
})

test('an abandoned source leaves nothing but the reason', async () => {
  await updateProgress(step, { source: 'https://swapi.dev/api', declaredCount: 82, pagesTotal: 15 })
  const failures = [
    { source: 'https://swapi.dev/api', reason: 'swapi.dev failed with a server error (500).' },
  ]
  await abandonSource(step, failures)
  expect(hasPart()).toBe(false)
  expect(await getDataset(id)).toMatchObject({
    status: 'downloading',
    source: null,
    declaredCount: null,
    pagesTotal: null,
    rowCount: 0,
    pagesDone: 0,
    sourceFailures: failures,
  })
})

describe('publishing', () => {
  test('makes the dataset ready and removes the parts; repeating it changes nothing', async () => {
    const assembled = await assemble()
    await publishDataset(step, assembled)
    const ready = await requireDataset(id)
    expect(ready).toMatchObject({ ...assembled.facts, contentHash: null, status: 'ready', rowCount: 1 })
    expect(hasPart()).toBe(false)
    expect(existsSync(storage.datasetPath(id, ready.fileName))).toBe(true)
    await publishDataset(step, assembled)
    expect(await requireDataset(id)).toEqual(ready)
  })

  test('is refused once the download was cancelled', async () => {
    const assembled = await assemble()
    await markEnded(step, 'cancelled', null)
    await expect(publishDataset(step, assembled)).rejects.toMatchObject(ENDED)
    expect(await getDataset(id)).toMatchObject({ status: 'cancelled' })
    expect(await storage.listStoredIds('datasets')).not.toContain(id)
  })

  test('is final: a process that wakes up late adds no requests', async () => {
    await publishDataset(step, await assemble())
    const before = await getDataset(id)
    const late = {
      at: '2026-11-26T13:40:00.000Z',
      url: 'https://swapi.dev/api/people/',
      status: 200,
      ms: 1,
      bytes: 1,
    }
    await logRequests(step, [{ ...late, tryNumber: 1 }])
    expect(await getDataset(id)).toEqual(before)
    expect(await listRequests(id, { limit: 10, offset: 0 })).toMatchObject({ total: 0 })
  })

  test('is final: a step that wakes up late leaves no part and no record of one', async () => {
    await publishDataset(step, await assemble())
    const before = await getDataset(id)
    const [late] = await writeSomeParts(id, [somePerson({})])
    await recordParts(id, [{ name: late?.name ?? '', collection: 'people', pages: 1, rows: 1, sha256: null }])
    await endStep(step, null)
    expect(await storage.hasParts(id)).toBe(false)
    expect(await db().datasetPart.count({ where: { datasetId: id } })).toBe(0)
    expect(await getDataset(id)).toEqual(before)
    expect(existsSync(storage.datasetPath(id, before?.fileName ?? ''))).toBe(true)
  })

  test.each([{ sha256: 'ab'.repeat(32) }, { parquetSha256: 'cd'.repeat(32) }])(
    'is refused where another dataset is stored, which keeps its files: %j',
    async (other) => {
      const assembled = await assemble()
      await publishDataset(step, assembled)
      const ready = await requireDataset(id)
      await replaceReceipt({ ...ready, ...other }, () => Promise.resolve(true))
      await db().dataset.update({ where: { id }, data: { status: 'downloading' } })
      const again = await assemble()
      await expect(publishDataset(step, again)).rejects.toThrow(
        'Another dataset is already stored where this one belongs',
      )
      expect(await getDataset(id)).toMatchObject({ status: 'downloading' })
      expect((await readReceipt(id)).dataset).toMatchObject(other)
    },
  )

  test('is refused for a superseded attempt', async () => {
    const assembled = await assemble()
    await markEnded(step, 'failed', 'No.')
    await markRetried(id)
    await beginDownload({ datasetId: id, attempt: 2 }, 'auto')
    await expect(publishDataset(step, assembled)).rejects.toMatchObject(ENDED)
    expect(await getDataset(id)).toMatchObject({ status: 'downloading' })
    expect(await storage.listStoredIds('datasets')).not.toContain(id)
  })
})

describe('a failure of the whole download', () => {
  test('is recorded with its reason, and what was read is kept for a retry', async () => {
    await endDownload(step, 'No source could be read.')
    expect(await getDataset(id)).toMatchObject({
      status: 'failed',
      error: 'No source could be read.',
      rowCount: 0,
    })
    expect(hasPart()).toBe(true)
    expect(await storage.listStoredIds('datasets')).not.toContain(id)
  })

  test('that is reported too late leaves a ready dataset alone', async () => {
    const assembled = await assemble()
    await publishDataset(step, assembled)
    await endDownload(step, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'ready', error: null })
    expect(existsSync(storage.datasetPath(id, `people-${id}.csv`))).toBe(true)
  })

  test('after a cancellation leaves the download cancelled', async () => {
    await markEnded(step, 'cancelled', null)
    await endDownload(step, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'cancelled', error: null })
  })
})
