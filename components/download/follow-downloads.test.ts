/** @jest-environment jest-fixed-jsdom */
import { followDownloads } from '@/components/download/follow-downloads'
import { FakeEventSource } from '@/components/testing/fake-event-source'
import type { ProgressFacts } from '@/lib/datasets/model/download'

const HREFS = { events: '/events', state: '/state' }
const FACTS: ProgressFacts = {
  ...{ phase: 'reading planets', source: 'https://swapi.info/api', problem: null },
  ...{ pagesDone: 6, pagesTotal: 9, rowCount: 60, declaredCount: 82, requests: 8, retries: 1 },
  ...{ elapsedMs: 4_000, rowsPerSecond: 1_234.5, msLeft: 2_000 },
}
const RUNNING = { downloads: [{ id: 'one', status: 'downloading', progress: FACTS }] }
const ENDED = { downloads: [{ id: 'one', status: 'ready', progress: null }] }

const ask = jest.fn<Promise<Response>, [string]>()
const heard = { onProgress: jest.fn(), onChange: jest.fn(), onAway: jest.fn() }
let end: () => void

beforeEach(() => {
  jest.useFakeTimers()
  jest.resetAllMocks()
  FakeEventSource.install()
  globalThis.fetch = ask as unknown as typeof fetch
  ask.mockImplementation(async () => Response.json(RUNNING))
  end = followDownloads(HREFS, heard)
})
afterEach(() => {
  end()
  jest.restoreAllMocks()
  jest.useRealTimers()
})

/** Long enough for one more poll. */
const wait = (): Promise<void> => jest.advanceTimersByTimeAsync(3_100)

function hide(isHidden: boolean): void {
  jest.spyOn(document, 'visibilityState', 'get').mockReturnValue(isHidden ? 'hidden' : 'visible')
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('a stream that is refused', () => {
  test('is replaced by polling, silently', async () => {
    FakeEventSource.latest.fail()
    expect(FakeEventSource.latest.readyState).toBe(FakeEventSource.CLOSED)
    await wait()
    expect(ask).toHaveBeenCalledTimes(1)
    expect(heard.onProgress).toHaveBeenLastCalledWith('one', FACTS)
    await wait()
    expect(ask).toHaveBeenCalledTimes(2)
    expect(heard.onAway).not.toHaveBeenCalled()
    expect(heard.onChange).not.toHaveBeenCalled()
  })

  test('is reopened after a while', async () => {
    FakeEventSource.latest.fail()
    for (let answers = 0; answers < 12; answers++) await wait()
    expect(FakeEventSource.opened).toHaveLength(2)
    expect(FakeEventSource.latest.url).toBe('/events')
  })
})

describe('a stream that breaks', () => {
  beforeEach(() => {
    FakeEventSource.latest.open()
    FakeEventSource.latest.fail()
  })

  test('is reopened once the server has answered', async () => {
    await wait()
    expect(ask).toHaveBeenCalledTimes(1)
    expect(FakeEventSource.opened).toHaveLength(2)
    expect(heard.onAway).not.toHaveBeenCalled()
  })

  test('because the download has ended refreshes the page', async () => {
    ask.mockImplementation(async () => Response.json(ENDED))
    await wait()
    expect(heard.onChange).toHaveBeenCalledTimes(1)
  })
})

describe('an unavailable server', () => {
  test.each([
    ['announces that it is stopping', () => FakeEventSource.latest.send('stopping', {})],
    ['disappears without notice', () => FakeEventSource.latest.fail()],
  ])('that %s is polled; the page is refreshed only when it is back', async (_, goAway) => {
    ask.mockRejectedValue(new TypeError('Failed to fetch'))
    goAway()
    await wait()
    await wait()
    expect(heard.onAway.mock.calls).toEqual([[true]])
    expect(heard.onChange).not.toHaveBeenCalled()
    ask.mockImplementation(async () => Response.json(RUNNING))
    await wait()
    expect(heard.onAway.mock.calls).toEqual([[true], [false]])
    expect(heard.onChange).toHaveBeenCalledTimes(1)
  })

  test('that answers 503 counts as unavailable too', async () => {
    ask.mockImplementation(async () => new Response('', { status: 503 }))
    FakeEventSource.latest.fail()
    await wait()
    expect(heard.onAway.mock.calls).toEqual([[true]])
  })

  test('that never answers is polled again', async () => {
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), ms)
      return controller.signal
    })
    ask.mockImplementation(
      (_, init?: RequestInit) =>
        new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('late')))),
    )
    FakeEventSource.latest.fail()
    await jest.advanceTimersByTimeAsync(20_000)
    expect(ask).toHaveBeenCalledTimes(2)
    expect(heard.onAway.mock.calls).toEqual([[true]])
  })
})

test('a visitor who is signed out meanwhile sees the refreshed page', async () => {
  ask.mockImplementation(async () => new Response('', { status: 401 }))
  FakeEventSource.latest.fail()
  await wait()
  expect(heard.onChange).toHaveBeenCalledTimes(1)
  expect(heard.onAway).not.toHaveBeenCalled()
})

test('a hidden tab keeps no connection and does not poll', async () => {
  const first = FakeEventSource.latest
  hide(true)
  expect(first.readyState).toBe(FakeEventSource.CLOSED)
  await wait()
  expect(ask).not.toHaveBeenCalled()
  hide(false)
  expect(FakeEventSource.opened).toHaveLength(2)
})

test('a closed page stops polling, and a pending response changes nothing', async () => {
  let answer: (response: Response) => void = () => undefined
  ask.mockReturnValue(new Promise((resolve) => (answer = resolve)))
  FakeEventSource.latest.fail()
  await wait()
  end()
  answer(Response.json(ENDED))
  await wait()
  expect(ask).toHaveBeenCalledTimes(1)
  expect(heard.onChange).not.toHaveBeenCalled()
})
