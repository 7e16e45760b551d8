import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { SourceError } from '@/lib/errors'
import { PEOPLE } from '@/lib/resources/people'
import { openSource } from '@/lib/swapi/source'
import { endReaderThread } from '@/lib/swapi/thread/fetch-in-thread'
import { ReaderThread } from '@/lib/swapi/thread/reader-thread'
import { setUpThreadProgram, THREAD_PROGRAM_FILE } from '@/lib/testing/thread-program'
import { startSwapiServer } from '@/lib/testing/swapi-server'

jest.mock('@/lib/connection', () => ({ threadProgram: () => mockProgram }))

let mockProgram: string | null = null
setUpThreadProgram()
afterEach(() => {
  endReaderThread()
  mockProgram = null
})

/** A program for a thread that does something else. */
function writeProgram(name: string, code: string): string {
  const file = path.join(path.dirname(THREAD_PROGRAM_FILE), `${name}.cjs`)
  writeFileSync(file, code)
  return file
}

const REQUEST = { url: 'http://127.0.0.1:9/', timeoutMs: 100, maxBytes: { bytes: 1_000, setting: 'A_LIMIT' } }
const ENDED = {
  requests: [],
  outcome: {
    failure: {
      message: 'The part of Holocron that reads sources ended while it was reading. Try again.',
      retriable: true,
    },
  },
}

test('many pages are those that this thread would read, with the same requests', async () => {
  const swapi = await startSwapiServer({ shape: 'paged' })
  const read = async (manyPages: boolean) => {
    const requests: string[] = []
    const source = openSource(swapi.url, {
      manyPages,
      onRequest: ({ url, status }) => requests.push(`${status} ${url}`),
    })
    const pages = await Promise.all([2, 3, 4].map((page) => source.readPage(PEOPLE, page)))
    await source.close()
    return { pages, requests: requests.sort() }
  }
  const here = await read(false)
  mockProgram = THREAD_PROGRAM_FILE
  expect(await read(true)).toEqual(here)
  expect(here.pages.flatMap(({ records }) => records)).toHaveLength(30)
  await swapi.close()
})

test('only many pages are read by the other thread', async () => {
  mockProgram = writeProgram('exits', 'process.exit(1)')
  const swapi = await startSwapiServer({ shape: 'paged' })
  await expect(openSource(swapi.url).readPage(PEOPLE, 2)).resolves.toMatchObject({ shape: 'paged' })
  const failure = openSource(swapi.url, { manyPages: true }).readPage(PEOPLE, 2)
  await expect(failure).rejects.toThrow(SourceError)
  await expect(failure).rejects.toMatchObject({ message: ENDED.outcome.failure.message, retriable: true })
  await swapi.close()
})

test('after a thread that ended, another one reads', async () => {
  const swapi = await startSwapiServer({ shape: 'paged' })
  mockProgram = writeProgram('throws', 'throw new Error("out of order")')
  await expect(openSource(swapi.url, { manyPages: true }).readPage(PEOPLE, 2)).rejects.toThrow('Try again.')
  mockProgram = THREAD_PROGRAM_FILE
  await expect(openSource(swapi.url, { manyPages: true }).readPage(PEOPLE, 2)).resolves.toMatchObject({
    declaredCount: 82,
  })
  await swapi.close()
})

describe('a thread that never answers', () => {
  const program = (): string => writeProgram('silent', 'setInterval(() => undefined, 1000)')

  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }))
  afterEach(() => jest.useRealTimers())

  test('is ended some time after the deadline', async () => {
    const onEnd = jest.fn()
    const answer = new ReaderThread(program(), onEnd).read(REQUEST)
    await jest.advanceTimersByTimeAsync(REQUEST.timeoutMs + 4_999)
    expect(onEnd).not.toHaveBeenCalled()
    await jest.advanceTimersByTimeAsync(1)
    expect(await answer).toMatchObject(ENDED)
    expect(onEnd).toHaveBeenCalled()
  })

  test('is ended some time after it was told to stop', async () => {
    const stop = new AbortController()
    const answer = new ReaderThread(program(), () => undefined).read(
      { ...REQUEST, timeoutMs: 60_000 },
      stop.signal,
    )
    stop.abort()
    await jest.advanceTimersByTimeAsync(5_000)
    expect(await answer).toMatchObject(ENDED)
  })
})

test('a read that is told to stop tells which requests it has sent', async () => {
  const stop = new AbortController()
  const server: Server = createServer(() => stop.abort())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const thread = new ReaderThread(THREAD_PROGRAM_FILE, () => undefined)
  const { requests } = await thread.read({ ...REQUEST, url, timeoutMs: 60_000 }, stop.signal)
  expect(requests).toMatchObject([{ url, status: null, bytes: 0 }])
  thread.end()
  server.close()
  server.closeAllConnections()
})

test('a thread is ended at once when it is idle, and never while it reads', async () => {
  const onEnd = jest.fn()
  const thread = new ReaderThread(THREAD_PROGRAM_FILE, onEnd)
  const answer = thread.read(REQUEST)
  thread.endIfIdle()
  expect(await answer).toMatchObject({
    outcome: { failure: { message: '127.0.0.1:9 refused the connection.' } },
  })
  expect(onEnd).not.toHaveBeenCalled()
  thread.endIfIdle()
  expect(onEnd).toHaveBeenCalledTimes(1)
})

test('a thread without work ends after a second', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] })
  const onEnd = jest.fn()
  const thread = new ReaderThread(THREAD_PROGRAM_FILE, onEnd)
  const { outcome } = await thread.read(REQUEST)
  expect(outcome).toMatchObject({ failure: { message: '127.0.0.1:9 refused the connection.' } })
  await jest.advanceTimersByTimeAsync(999)
  expect(onEnd).not.toHaveBeenCalled()
  await jest.advanceTimersByTimeAsync(1)
  expect(onEnd).toHaveBeenCalled()
  jest.useRealTimers()
})
