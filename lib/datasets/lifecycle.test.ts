import { existsSync } from 'node:fs'
import { assembleDataset } from '@/lib/datasets/assemble'
import {
  abandonSource,
  beginDownload,
  beginStep,
  endDownload,
  endStep,
  publishDataset,
} from '@/lib/datasets/lifecycle'
import { requestDownload } from '@/lib/datasets/request'
import { getDataset, markEnded, recordPart, requireDataset, updateProgress } from '@/lib/datasets/store'
import { db } from '@/lib/db'
import { datasetPath, listStoredIds, partPath } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { somePerson, WHOLE_LISTS, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const ENDED = { code: 'conflict', message: 'This download was ended before it was complete.' }
const FACTS = { rowCount: 1, planetCount: 0, byteSize: 1, sha256: '', warnings: [] }

let id: string
beforeEach(async () => {
  setSources('https://swapi.dev/api', 'archive')
  await db().dataset.deleteMany()
  id = (await requestDownload('auto')).dataset.id
  await beginDownload(id, 'auto')
  await writeSomeParts([somePerson({})], [], id)
  await recordPart(id, 'people-0000001.csv', 1, 1)
})

const hasPart = (): boolean => existsSync(partPath(id, 'people-0000001.csv'))

test('a download begins with the sources to try, however often it begins', async () => {
  const { startedAt } = await requireDataset(id)
  expect(await beginDownload(id, 'auto')).toEqual(['https://swapi.dev/api', 'archive'])
  expect(await requireDataset(id)).toMatchObject({ status: 'downloading', startedAt })
})

describe('a step', () => {
  test('says what it does, and is a retry from its second attempt on', async () => {
    await beginStep(id, 'reading people', 0)
    expect(await getDataset(id)).toMatchObject({ phase: 'reading people', retries: 0 })
    await beginStep(id, 'assembling', 3)
    expect(await getDataset(id)).toMatchObject({ phase: 'assembling', retries: 1 })
  })

  test.each(['failed', 'cancelled'] as const)('of a download that has %s does not begin', async (status) => {
    await markEnded(id, status, null)
    await expect(beginStep(id, 'reading people', 0)).rejects.toMatchObject(ENDED)
  })

  test('of a download that is gone does not begin', async () => {
    await db().dataset.deleteMany()
    await expect(beginStep(id, 'reading people', 0)).rejects.toMatchObject(ENDED)
  })

  test('that ends leaves a running download its parts', async () => {
    await endStep(id)
    expect(hasPart()).toBe(true)
  })

  test.each(['failed', 'cancelled'] as const)(
    'that ends after its download has %s removes what it wrote',
    async (status) => {
      await markEnded(id, status, null)
      await endStep(id)
      expect(hasPart()).toBe(false)
    },
  )
})

test('a source that is given up leaves nothing but the reason', async () => {
  await updateProgress(id, {
    source: 'https://swapi.dev/api',
    declaredCount: 82,
    pagesTotal: 15,
    requests: 4,
  })
  const failures = [{ source: 'https://swapi.dev/api', reason: 'swapi.dev has a problem of its own (500).' }]
  await abandonSource(id, failures)
  expect(hasPart()).toBe(false)
  expect(await getDataset(id)).toMatchObject({
    status: 'downloading',
    source: null,
    declaredCount: null,
    pagesTotal: null,
    rowCount: 0,
    pagesDone: 0,
    requests: 4,
    sourceFailures: failures,
  })
})

describe('publishing', () => {
  test('makes the dataset ready and removes the parts; twice changes nothing', async () => {
    const facts = await assembleDataset(id, 'archive', WHOLE_LISTS, { kind: 'pages', batches: [] })
    await publishDataset(id, facts)
    const ready = await requireDataset(id)
    expect(ready).toMatchObject({ ...facts, status: 'ready', rowCount: 1 })
    expect(hasPart()).toBe(false)
    expect(existsSync(datasetPath(id, ready.fileName))).toBe(true)
    await publishDataset(id, facts)
    expect(await requireDataset(id)).toEqual(ready)
  })

  test('is refused once the download was cancelled', async () => {
    await markEnded(id, 'cancelled', null)
    await expect(publishDataset(id, FACTS)).rejects.toMatchObject(ENDED)
    expect(await getDataset(id)).toMatchObject({ status: 'cancelled' })
  })
})

describe('a failure of the whole download', () => {
  test('is kept with its reason, and the files are removed', async () => {
    await endDownload(id, 'No source could be read.')
    expect(await getDataset(id)).toMatchObject({
      status: 'failed',
      error: 'No source could be read.',
      rowCount: 0,
    })
    expect(await listStoredIds()).not.toContain(id)
  })

  test('that is told too late leaves a ready dataset alone', async () => {
    const facts = await assembleDataset(id, 'archive', WHOLE_LISTS, { kind: 'pages', batches: [] })
    await publishDataset(id, facts)
    await endDownload(id, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'ready', error: null })
    expect(existsSync(datasetPath(id, `people-${id}.csv`))).toBe(true)
  })

  test('after it was cancelled leaves it cancelled', async () => {
    await markEnded(id, 'cancelled', null)
    await endDownload(id, 'Too late.')
    expect(await getDataset(id)).toMatchObject({ status: 'cancelled', error: null })
  })
})
