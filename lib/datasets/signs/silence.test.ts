import { createDataset, markStarted } from '@/lib/datasets/changes'
import { announcePause, startBeating } from '@/lib/datasets/signs/heartbeat'
import { listLost } from '@/lib/datasets/signs/lost'
import { describeSilence, findLost, type Signs } from '@/lib/datasets/signs/silence'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const AT = 1_000_000_000_000
const after = (seconds: number): number => AT + seconds * 1_000
const date = (seconds: number): Date => new Date(after(seconds))

function signs(of: Partial<Signs> = {}): Signs {
  return { status: 'queued', createdAt: date(0), requestedAt: null, startedAt: null, aliveUntil: null, ...of }
}

beforeEach(() => {
  env().INNGEST_BASE_URL = 'http://inngest:8288'
})
afterEach(async () => {
  delete env().INNGEST_BASE_URL
  await db().dataset.deleteMany()
})

describe('a download that is not taken up', () => {
  test.each([
    [29, null, null],
    [30, /accepted this download, but has not begun it/, null],
    [599, /has not begun it/, null],
    [600, /has not begun it/, /did not begin this download within 10 min/],
  ])('after %i seconds', (seconds, said, lost) => {
    for (const one of [signs(), signs({ createdAt: date(-9_000), requestedAt: date(0) })]) {
      expect(describeSilence(one, after(seconds))).toEqual(said && expect.stringMatching(said))
      expect(findLost(one, after(seconds))).toEqual(lost && expect.stringMatching(lost))
    }
  })
})

describe('a download that falls silent', () => {
  test.each([
    [44, null, null],
    [45, /has not continued this download for a while/, null],
    [89, /has not continued/, null],
    [90, /has not continued/, /nothing was heard of it for 1 min 30 s/],
  ])('after %i seconds', (seconds, said, lost) => {
    for (const one of [signs({ startedAt: date(0) }), signs({ aliveUntil: date(90) })]) {
      const running: Signs = { ...one, status: 'downloading' }
      expect(describeSilence(running, after(seconds))).toEqual(said && expect.stringMatching(said))
      expect(findLost(running, after(seconds))).toEqual(lost && expect.stringMatching(lost))
    }
  })
})

test('nothing is said of ended downloads, nor of those that the embedded runner executes', () => {
  expect(describeSilence(signs({ status: 'failed' }), after(9_000))).toBeNull()
  expect(findLost(signs({ status: 'ready' }), after(9_000))).toBeNull()
  delete env().INNGEST_BASE_URL
  expect(describeSilence(signs(), after(9_000))).toBeNull()
  expect(findLost(signs(), after(9_000))).toBeNull()
})

async function begin(id: string): Promise<{ datasetId: string; attempt: number }> {
  await createDataset(id, `http://${id}.example/api`)
  const step = { datasetId: id, attempt: 1 }
  await markStarted(step)
  return step
}

async function readDue(id: string): Promise<number> {
  const { aliveUntil } = await db().dataset.findUniqueOrThrow({ where: { id } })
  return Math.round(((aliveUntil?.getTime() ?? 0) - Date.now()) / 1_000)
}

test('a step gives its first sign at once, and an announced pause is not shortened by the next', async () => {
  const step = await begin('20261127-080000-aaaaa')
  const stop = await startBeating(step)
  stop()
  expect(await readDue(step.datasetId)).toBe(90)
  await announcePause(step, 60_000)
  expect(await readDue(step.datasetId)).toBe(150)
  await announcePause(step, 0)
  expect(await readDue(step.datasetId)).toBe(150)
})

test('the embedded runner writes no signs: it has leases', async () => {
  const step = await begin('20261127-080000-bbbbb')
  delete env().INNGEST_BASE_URL
  ;(await startBeating(step))()
  await announcePause(step, 60_000)
  expect(await readDue(step.datasetId)).toBeLessThan(0)
})

test('steps of an attempt that has ended give no sign', async () => {
  const step = await begin('20261127-080000-ccccc')
  await announcePause({ ...step, attempt: 2 }, 0)
  expect(await readDue(step.datasetId)).toBeLessThan(0)
})

test('lost downloads are found by any process, but not by one that the server could not call before', async () => {
  await begin('20261127-080000-ddddd')
  await createDataset('20261127-080000-eeeee', 'http://other.example/api')
  const now = Date.now()
  const list = async (afterMs: number, uptimeMs: number): Promise<string[]> =>
    (await listLost(now + afterMs, uptimeMs)).map(({ datasetId }) => datasetId.slice(-5))
  expect(await list(0, 100_000)).toEqual([])
  expect(await list(95_000, 100_000)).toEqual(['ddddd'])
  expect(await list(95_000, 80_000)).toEqual([])
  expect(await list(605_000, 80_000)).toEqual(['eeeee'])
})
