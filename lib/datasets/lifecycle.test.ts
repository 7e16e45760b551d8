import { existsSync } from 'node:fs'
import { markEnded, markRetried, updateProgress } from '@/lib/datasets/changes'
import {
  abandonSource,
  beginDownload,
  beginStep,
  endDownload,
  endStep,
  publishDataset,
} from '@/lib/datasets/lifecycle'
import { recordPart } from '@/lib/datasets/part-records'
import { readReceipt, replaceReceipt } from '@/lib/datasets/receipt'
import { requestDownload } from '@/lib/datasets/request'
import type { Assembled } from '@/lib/datasets/step-results'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import type { Turn } from '@/lib/datasets/types'
import { db } from '@/lib/db'
import { datasetPath, listStoredIds, partPath } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const ENDED = { code: 'conflict', message: 'This download was ended before it was complete.' }

let id: string
let turn: Turn
let part: string
beforeEach(async () => {
  setSources('https://swapi.dev/api', 'archive')
  await db().dataset.deleteMany()
  id = (await requestDownload('auto')).dataset.id
  turn = { datasetId: id, attempt: 1, tryNumber: 1 }
  await beginDownload(turn, 'auto')
  const [people] = await writeSomeParts(id, [somePerson({})])
  part = people?.name ?? ''
  await recordPart(id, { name: part, collection: 'people', pages: 1, rows: 1, sha256: null })
})

const hasPart = (): boolean => existsSync(partPath(id, part))
const assemble = (): Promise<Assembled> => assembleSome(id, [somePerson({})])

test('a download begins with the sources to try, however often it begins', async () => {
  const { startedAt } = await requireDataset(id)
  expect(await beginDownload(turn, 'auto')).toEqual(['https://swapi.dev/api', 'archive'])
  expect(await requireDataset(id)).toMatchObject({ status: 'downloading', startedAt })
})

describe('a step', () => {
  test('says what it does, and is a retry from its second attempt on', async () => {
    await beginStep(turn, 'reading people')
    expect(await getDataset(id)).toMatchObject({ phase: 'reading people', retries: 0 })
    await beginStep({ ...turn, tryNumber: 4 }, 'assembling')
    expect(await getDataset(id)).toMatchObject({ phase: 'assembling', retries: 1 })
  })

  test.each(['failed', 'cancelled'] as const)('of a download that has %s does not begin', async (status) => {
    await markEnded(turn, status, null)
    await expect(beginStep(turn, 'reading people')).rejects.toMatchObject(ENDED)
  })

  test('of a download that is gone does not begin', async () => {
    await db().dataset.deleteMany()
    await expect(beginStep(turn, 'reading people')).rejects.toMatchObject(ENDED)
  })

  test('that ends leaves a running download its parts', async () => {
    await endStep(turn, null)
    expect(hasPart()).toBe(true)
  })

  test('that ends after its download was cancelled removes what it wrote', async () => {
    await markEnded(turn, 'cancelled', null)
    await endStep(turn, null)
    expect(hasPart()).toBe(false)
  })

  test('that ends after its download was deleted removes what it wrote', async () => {
    await db().dataset.deleteMany()
    await endStep(turn, null)
    expect(hasPart()).toBe(false)
  })

  test('that ends after its download has failed leaves what it wrote to a retry', async () => {
    await markEnded(turn, 'failed', 'No.')
    await endStep(turn, null)
    expect(hasPart()).toBe(true)
  })

  test('says what is wrong while it is tried again, until one goes well', async () => {
    await endStep(turn, 'swapi.dev has a problem of its own (503).')
    expect(await getDataset(id)).toMatchObject({ problem: 'swapi.dev has a problem of its own (503).' })
    await endStep(turn, null)
    expect(await getDataset(id)).toMatchObject({ problem: null })
  })

  test('of an attempt that was followed by another does not begin, and says nothing', async () => {
    await markEnded(turn, 'failed', 'No.')
    await markRetried(id)
    await expect(beginStep(turn, 'reading people')).rejects.toMatchObject(ENDED)
    await endStep(turn, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'queued', attempt: 2, problem: null })
  })
})

test('a source that is given up leaves nothing but the reason', async () => {
  await updateProgress(turn, { source: 'https://swapi.dev/api', declaredCount: 82, pagesTotal: 15 })
  const failures = [{ source: 'https://swapi.dev/api', reason: 'swapi.dev has a problem of its own (500).' }]
  await abandonSource(turn, failures)
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
  test('makes the dataset ready and removes the parts; twice changes nothing', async () => {
    const assembled = await assemble()
    await publishDataset(turn, assembled)
    const ready = await requireDataset(id)
    expect(ready).toMatchObject({ ...assembled.facts, status: 'ready', rowCount: 1 })
    expect(hasPart()).toBe(false)
    expect(existsSync(datasetPath(id, ready.fileName))).toBe(true)
    await publishDataset(turn, assembled)
    expect(await requireDataset(id)).toEqual(ready)
  })

  test('is refused once the download was cancelled', async () => {
    const assembled = await assemble()
    await markEnded(turn, 'cancelled', null)
    await expect(publishDataset(turn, assembled)).rejects.toMatchObject(ENDED)
    expect(await getDataset(id)).toMatchObject({ status: 'cancelled' })
    expect(await listStoredIds('datasets')).not.toContain(id)
  })

  test.each([{ sha256: 'ab'.repeat(32) }, { parquetSha256: 'cd'.repeat(32) }])(
    'is refused where another dataset lies, which keeps its files: %j',
    async (other) => {
      const assembled = await assemble()
      await publishDataset(turn, assembled)
      const ready = await requireDataset(id)
      await replaceReceipt({ ...ready, ...other }, () => Promise.resolve(true))
      await db().dataset.update({ where: { id }, data: { status: 'downloading' } })
      const again = await assemble()
      await expect(publishDataset(turn, again)).rejects.toThrow('Another dataset lies where this one belongs')
      expect(await getDataset(id)).toMatchObject({ status: 'downloading' })
      expect((await readReceipt(id)).dataset).toMatchObject(other)
    },
  )

  test('is refused to an attempt that was followed by another', async () => {
    const assembled = await assemble()
    await markEnded(turn, 'failed', 'No.')
    await markRetried(id)
    await beginDownload({ datasetId: id, attempt: 2 }, 'auto')
    await expect(publishDataset(turn, assembled)).rejects.toMatchObject(ENDED)
    expect(await getDataset(id)).toMatchObject({ status: 'downloading' })
    expect(await listStoredIds('datasets')).not.toContain(id)
  })
})

describe('a failure of the whole download', () => {
  test('is kept with its reason, and what was read for a retry', async () => {
    await endDownload(turn, 'No source could be read.')
    expect(await getDataset(id)).toMatchObject({
      status: 'failed',
      error: 'No source could be read.',
      rowCount: 0,
    })
    expect(hasPart()).toBe(true)
    expect(await listStoredIds('datasets')).not.toContain(id)
  })

  test('that is told too late leaves a ready dataset alone', async () => {
    const assembled = await assemble()
    await publishDataset(turn, assembled)
    await endDownload(turn, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'ready', error: null })
    expect(existsSync(datasetPath(id, `people-${id}.csv`))).toBe(true)
  })

  test('after it was cancelled leaves it cancelled', async () => {
    await markEnded(turn, 'cancelled', null)
    await endDownload(turn, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'cancelled', error: null })
  })
})
