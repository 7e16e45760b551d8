/** All that is true of `fetchJson` is true in the other thread: the same tests, asked of it. */
import type * as FetchJson from '@/lib/swapi/http/fetch-json'
import { fetchJson } from '@/lib/swapi/http/fetch-json'
import type * as FetchInThread from '@/lib/swapi/thread/fetch-in-thread'
import { endReaderThread } from '@/lib/swapi/thread/fetch-in-thread'
import { setUpThreadProgram } from '@/lib/testing/thread-program'
import type * as ThreadProgram from '@/lib/testing/thread-program'
import '@/lib/swapi/http/fetch-json.test'
import '@/lib/swapi/http/fetch-json-status.test'

jest.mock('@/lib/swapi/http/fetch-json', (): typeof FetchJson => {
  const here = jest.requireActual<typeof FetchJson>('@/lib/swapi/http/fetch-json')
  const { fetchInThread } = jest.requireActual<typeof FetchInThread>('@/lib/swapi/thread/fetch-in-thread')
  const { THREAD_PROGRAM_FILE } = jest.requireActual<typeof ThreadProgram>('@/lib/testing/thread-program')
  return { ...here, fetchJson: (url, options) => fetchInThread(THREAD_PROGRAM_FILE, url, options) }
})

setUpThreadProgram()

test('it is the other thread that these tests ask', async () => {
  const here = jest.requireActual<typeof FetchJson>('@/lib/swapi/http/fetch-json')
  expect(fetchJson).not.toBe(here.fetchJson)
  endReaderThread()
  const answer = fetchJson('http://127.0.0.1:9/', {
    timeoutMs: 10_000,
    maxBytes: { bytes: 1, setting: 'A_LIMIT' },
  })
  endReaderThread()
  await expect(answer).rejects.toThrow('The part of Holocron that reads sources ended while it was reading.')
})
