/** All that is true of `fetchJson` is true in the other thread: the same tests, asked of it. */
import type * as FetchJson from '@/lib/swapi/http/fetch-json'
import type * as FetchInThread from '@/lib/swapi/thread/fetch-in-thread'
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
