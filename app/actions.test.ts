import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import * as actions from '@/app/actions'
import { cancelDownload, downloadInstead, startDownload } from '@/app/actions'
import { embeddedFetch, setEventReceiver, type EmbeddedEvent } from '@/inngest/embedded/transport'
import { openSession, SESSION_COOKIE } from '@/lib/access/access'
import { listDatasets, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'

jest.mock('next/cache', () => ({ revalidatePath: jest.fn() }))
jest.mock('next/headers', () => ({ headers: jest.fn() }))

setUpTemporaryApp()

let events: EmbeddedEvent[] = []

beforeEach(async () => {
  events = []
  setEventReceiver({ receive: (received) => Promise.resolve(void events.push(...received)) })
  setSources('archive', 'https://swapi.info/api')
  await db().dataset.deleteMany()
  jest.mocked(revalidatePath).mockClear()
  receive(OF_THIS_SITE)
})
afterEach(() => {
  setEventReceiver(undefined)
  env().ACCESS_TOKEN = undefined
  jest.restoreAllMocks()
})

const OF_THIS_SITE = {
  host: 'holocron.example',
  origin: 'http://holocron.example',
  'sec-fetch-site': 'same-origin',
}

/** The headers of all requests from here on. */
function receive(received: Record<string, string>): void {
  jest.mocked(headers).mockResolvedValue(new Headers(received) as Awaited<ReturnType<typeof headers>>)
}

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

async function onlyDataset() {
  const { datasets } = await listDatasets({ limit: 10, offset: 0 })
  expect(datasets).toHaveLength(1)
  return requireDataset(datasets[0]?.id ?? '')
}

describe('startDownload', () => {
  test('starts a download with the automatic choice, sends its event, and refreshes the page', async () => {
    const state = await startDownload(null, form({}))
    const { id, status, requestedSource } = await onlyDataset()
    expect(state).toEqual({
      ok: true,
      message: 'Download started. The dataset appears below when it is complete.',
      about: id,
    })
    expect({ status, requestedSource }).toEqual({ status: 'queued', requestedSource: 'auto' })
    expect(events).toMatchObject([
      { id, name: 'dataset/download.requested', data: { datasetId: id, requestedSource: 'auto' } },
    ])
    expect(jest.mocked(revalidatePath).mock.calls).toEqual([['/', 'layout']])
  })

  test('joins the running download of the same source', async () => {
    await startDownload(null, form({ source: 'https://swapi.info/api' }))
    await db().dataset.updateMany({ data: { status: 'downloading' } })
    expect(await startDownload(null, form({ source: 'https://swapi.info/api' }))).toEqual({
      ok: true,
      message: 'A download from swapi.info is already running; it is shown below.',
      about: (await onlyDataset()).id,
    })
    expect(events).toHaveLength(1)
  })

  test.each([
    ['a URL that is not configured', 'http://169.254.169.254/'],
    ['nothing', ''],
    ['a file', new Blob(['x'])],
  ])('refuses %s as a source, and starts nothing', async (_what, source) => {
    const state = await startDownload(null, form({ source }))
    expect(state.ok).toBe(false)
    expect(state.message).toMatch(/ is not one of the configured sources\. Choose one from the list\.$/)
    expect(events).toEqual([])
    expect(await db().dataset.count()).toBe(0)
  })

  test('says so when the event is not accepted, and marks the dataset failed', async () => {
    setEventReceiver(undefined)
    expect((await embeddedFetch('http://x/e/key', { method: 'POST' })).status).toBe(503)
    const message =
      'The download could not be started: the Inngest server did not accept it. Check its URL and keys.'
    expect(await startDownload(null, form({}))).toEqual({ ok: false, message })
    expect(await onlyDataset()).toMatchObject({ status: 'failed', error: message })
  })

  test('logs an unexpected failure, but does not reveal its details', async () => {
    const failure = new Error('SQLITE_CORRUPT')
    const logged = jest.spyOn(log, 'error').mockImplementation(() => undefined)
    jest.spyOn(db().dataset, 'findUnique').mockImplementation(() => {
      throw failure
    })
    expect(await startDownload(null, form({}))).toEqual({
      ok: false,
      message: 'Something went wrong inside Holocron. The log has the details; trying again may help.',
    })
    expect(logged.mock.calls).toEqual([[{ err: failure }, 'an action failed']])
  })
})

describe('downloadInstead', () => {
  test('starts a download from another source and continues to its page', async () => {
    const redirected: unknown = await downloadInstead(null, form({ source: 'archive' })).catch(
      (error: unknown) => error,
    )
    const { id, requestedSource } = await onlyDataset()
    expect(requestedSource).toBe('archive')
    expect(redirected).toMatchObject({ digest: expect.stringContaining(`;/datasets/${id};`) })
  })

  test('stays and says why when nothing was started', async () => {
    expect(await downloadInstead(null, form({ source: 'https://elsewhere.example' }))).toEqual({
      ok: false,
      message: 'elsewhere.example is not one of the configured sources. Choose one from the list.',
    })
    expect(await db().dataset.count()).toBe(0)
  })
})

describe('cancelDownload', () => {
  test('cancels a running download and sends its event', async () => {
    await startDownload(null, form({}))
    const { id } = await onlyDataset()
    expect(await cancelDownload(null, form({ id }))).toEqual({
      ok: true,
      message: 'Download cancelled. Its partial data was removed.',
    })
    expect((await onlyDataset()).status).toBe('cancelled')
    expect(events.at(-1)).toMatchObject({ name: 'dataset/download.cancelled', data: { datasetId: id } })
  })

  test('says so when it is no longer running', async () => {
    await startDownload(null, form({}))
    const { id } = await onlyDataset()
    await cancelDownload(null, form({ id }))
    expect(await cancelDownload(null, form({ id }))).toEqual({
      ok: false,
      message: 'This download is no longer running: it is cancelled.',
    })
  })

  test.each(['', '20260101-000000-aaaaa', '../../etc/passwd'])(
    'rejects the unknown dataset "%s"',
    async (id) => {
      expect(await cancelDownload(null, form({ id }))).toEqual({
        ok: false,
        message: 'There is no such dataset.',
      })
      expect(events).toEqual([])
    },
  )
})

describe('authorization', () => {
  test.each<[string, Record<string, string>]>([
    ['does not say where it comes from', { host: 'holocron.example' }],
    ['comes from another site', { ...OF_THIS_SITE, origin: 'https://evil.example' }],
    [
      'comes from another site that hides its origin',
      { host: 'holocron.example', 'sec-fetch-site': 'cross-site' },
    ],
    [
      'comes from another site, with a forged X-Forwarded-Host',
      { host: 'holocron.example', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('a form that %s changes nothing', async (_what, received) => {
    receive(received)
    const refusal = { ok: false, message: 'Requests from other sites cannot change anything here.' }
    expect(Object.keys(actions)).toEqual(expect.arrayContaining(['startDownload', 'cancelDownload']))
    for (const action of Object.values(actions))
      expect(await action(null, form({ id: 'x' }))).toEqual(refusal)
    expect(await db().dataset.count()).toBe(0)
    expect(events).toEqual([])
  })

  test.each<[string, Record<string, string>]>([
    [
      'an old browser that sends only Origin',
      { host: 'holocron.example', origin: 'http://holocron.example' },
    ],
    ['a proxy that terminates TLS', { ...OF_THIS_SITE, origin: 'https://holocron.example' }],
  ])('a form of this site from %s works', async (_what, received) => {
    receive(received)
    expect((await startDownload(null, form({}))).ok).toBe(true)
  })

  test('where a token is set, changes require being signed in', async () => {
    const token = (env().ACCESS_TOKEN = 'a-token-of-thirty-characters..')
    expect(await startDownload(null, form({}))).toEqual({
      ok: false,
      message: 'Sign in to change anything here: the link is at the top of the page.',
    })
    expect(await db().dataset.count()).toBe(0)
    receive({ ...OF_THIS_SITE, cookie: `theme=dark; ${SESSION_COOKIE}=${openSession(token)}` })
    expect((await startDownload(null, form({}))).ok).toBe(true)
  })
})
