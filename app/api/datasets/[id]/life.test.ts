/** The routes that follow a download and change its result: progress, requests, retry, delete. */
import { GET as getProgress } from '@/app/api/datasets/[id]/progress/route'
import { GET as getRequests } from '@/app/api/datasets/[id]/requests/route'
import { POST as retry } from '@/app/api/datasets/[id]/retry/route'
import { GET as getOne, DELETE as remove, PATCH as rename } from '@/app/api/datasets/[id]/route'
import { startDownload } from '@/inngest/downloads'
import { download, serveSwapi, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import type { ProgressFacts } from '@/lib/datasets/model/download'
import { readAnswer, readEvents } from '@/lib/testing/api'
import { purgeADayLater, setSources } from '@/lib/testing/app'

setUpDownloads()

const URL_OF_LIST = 'http://localhost:3000/api/datasets'
const UNKNOWN = '20261122-203057-k3f9x'
const NO_SUCH = { status: 404, body: { error: { code: 'not_found', message: 'There is no such dataset.' } } }

function withId(id: string): { params: Promise<{ id: string }> } {
  return { params: Promise.resolve({ id }) }
}

function ask(path: string, method = 'GET', signal?: AbortSignal): Request {
  return new Request(`${URL_OF_LIST}/${path}`, { method, ...(signal && { signal }) })
}

describe('GET progress', () => {
  test('sends the progress, and finally the outcome', async () => {
    const server = await serveSwapi({ shape: 'paged', delayMs: 150 })
    setSources(server.url)
    const { id } = (await startDownload(server.url)).dataset
    const response = await getProgress(ask(`${id}/progress`), withId(id))
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    const events = await readEvents(response)
    expect(events.at(-1)).toEqual({ event: 'end', data: { id, status: 'ready' } })
    const facts = events.slice(0, -1).map(({ data }) => data as ProgressFacts)
    expect(facts.length).toBeGreaterThan(1)
    const requests = facts.map((fact) => fact.requests)
    expect(requests).toEqual([...requests].sort((one, other) => one - other))
    expect(facts.at(-1)?.elapsedMs).toBeGreaterThan(facts[0]?.elapsedMs ?? 0)
  })

  test('of a finished download sends only the outcome', async () => {
    const { id } = await download('archive')
    const events = await readEvents(await getProgress(ask(`${id}/progress`), withId(id)))
    expect(events).toEqual([{ event: 'end', data: { id, status: 'ready' } }])
  })

  test('ends silently when the client disconnects', async () => {
    const server = await serveSwapi({ shape: 'paged', delayMs: 100 })
    setSources(server.url)
    const { id } = (await startDownload(server.url)).dataset
    const client = new AbortController()
    const response = await getProgress(ask(`${id}/progress`, 'GET', client.signal), withId(id))
    client.abort()
    const names = (await readEvents(response)).map(({ event }) => event)
    expect(names).not.toContain('end')
    await waitUntilEnded(id)
  })

  test('of an unknown dataset is 404', async () => {
    const response = await getProgress(ask(`${UNKNOWN}/progress`), withId(UNKNOWN))
    expect(await readAnswer(response, 'Dataset')).toEqual(NO_SUCH)
  })
})

describe('GET requests', () => {
  test('lists them in slices', async () => {
    const { id } = await download((await serveSwapi({ shape: 'paged' })).url)
    const all = await readAnswer(await getRequests(ask(`${id}/requests`), withId(id)), 'Requests')
    expect(all).toMatchObject({ status: 200, body: { total: 15, hasMore: false } })
    const some = await readAnswer(
      await getRequests(ask(`${id}/requests?limit=4&offset=2`), withId(id)),
      'Requests',
    )
    const { requests } = all.body as { requests: unknown[] }
    expect(some.body).toEqual({ requests: requests.slice(2, 6), total: 15, hasMore: true })
  })

  test('of an unknown dataset is 404', async () => {
    const response = await getRequests(ask(`${UNKNOWN}/requests`), withId(UNKNOWN))
    expect(await readAnswer(response, 'Requests')).toEqual(NO_SUCH)
  })
})

describe('POST retry', () => {
  test('queues a failed download again', async () => {
    const server = await serveSwapi({
      shape: 'array',
      intercept: (_, response) => Boolean(response.writeHead(404).end()),
    })
    const failed = await download(server.url)
    expect(failed.status).toBe('failed')
    const answer = await readAnswer(
      await retry(ask(`${failed.id}/retry`, 'POST'), withId(failed.id)),
      'Dataset',
    )
    expect(answer).toMatchObject({ status: 202, body: { id: failed.id, status: 'queued', attempt: 2 } })
    expect(await waitUntilEnded(failed.id)).toMatchObject({ status: 'failed', attempt: 2 })
  })

  test('of a ready dataset is a conflict', async () => {
    const { id } = await download('archive')
    const answer = await readAnswer(await retry(ask(`${id}/retry`, 'POST'), withId(id)), 'Dataset')
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
  })
})

describe('DELETE a dataset', () => {
  test('returns 204, and then it is gone, for good a day later', async () => {
    const { id } = await download('archive')
    const response = await remove(ask(id, 'DELETE'), withId(id))
    expect([response.status, await response.text()]).toEqual([204, ''])
    const deleted = {
      status: 404,
      body: {
        error: {
          code: 'not_found',
          message: expect.stringMatching(
            /^This dataset was deleted\. It can be restored until \d+ \w{3} \d{4}, \d\d:\d\d UTC\.$/,
          ),
        },
      },
    }
    expect(await readAnswer(await getOne(ask(id), withId(id)), 'Dataset')).toEqual(deleted)
    expect(await readAnswer(await remove(ask(id, 'DELETE'), withId(id)), 'Dataset')).toEqual(deleted)
    expect(await purgeADayLater()).toEqual([id])
    expect(await readAnswer(await getOne(ask(id), withId(id)), 'Dataset')).toEqual(NO_SUCH)
    expect(await readAnswer(await remove(ask(id, 'DELETE'), withId(id)), 'Dataset')).toEqual(NO_SUCH)
  })

  test('is refused to pages of other sites', async () => {
    const { id } = await download('archive')
    const request = new Request(`${URL_OF_LIST}/${id}`, {
      method: 'DELETE',
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect((await remove(request, withId(id))).status).toBe(403)
    expect((await getOne(ask(id), withId(id))).status).toBe(200)
  })
})

describe('PATCH a dataset', () => {
  const patch = (id: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    rename(new Request(`${URL_OF_LIST}/${id}`, { method: 'PATCH', body, headers }), withId(id))

  test('names it, and takes the name away again', async () => {
    const { id, fileName } = await download('archive')
    const named = await readAnswer(await patch(id, '{"label":" Before the fix "}'), 'Dataset')
    expect(named).toMatchObject({ status: 200, body: { id, label: 'Before the fix', fileName } })
    expect(await readAnswer(await getOne(ask(id), withId(id)), 'Dataset')).toEqual(named)
    for (const label of [null, '']) {
      const cleared = await readAnswer(await patch(id, JSON.stringify({ label })), 'Dataset')
      expect(cleared).toMatchObject({ status: 200, body: { id, label: null } })
    }
  })

  test('writes a note and pins it, each by itself', async () => {
    const { id } = await download('archive')
    const steps: [body: string, expected: object][] = [
      ['{"note":"One\\r\\nTwo","pinned":true}', { label: null, note: 'One\nTwo', pinned: true }],
      ['{"label":"Mine"}', { label: 'Mine', note: 'One\nTwo', pinned: true }],
      ['{"pinned":false}', { label: 'Mine', note: 'One\nTwo', pinned: false }],
      ['{"note":null,"label":null}', { label: null, note: null, pinned: false }],
    ]
    for (const [body, expected] of steps)
      expect(await readAnswer(await patch(id, body), 'Dataset')).toMatchObject({
        status: 200,
        body: expected,
      })
  })

  const SHAPE =
    'The body must have label or note (a text, or null for none), or pinned (true or false), and nothing else.'

  test.each([
    ['{}', SHAPE],
    ['', SHAPE],
    ['{"label":7}', SHAPE],
    ['{"label":"x","status":"failed"}', SHAPE],
    ['{', 'The body is not JSON.'],
    [JSON.stringify({ label: 'x'.repeat(81) }), 'A name has at most 80 characters; this one has 81.'],
    ['{"pinned":"yes"}', SHAPE],
    [JSON.stringify({ note: 'x'.repeat(1_001) }), 'A note has at most 1000 characters; this one has 1001.'],
    [JSON.stringify({ label: 'a\nb' }), 'A name is one line of text, without control characters.'],
  ])('refuses the body %s with a sentence', async (body, message) => {
    const { id } = await download('archive')
    expect(await readAnswer(await patch(id, body), 'Dataset')).toEqual({
      status: 400,
      body: { error: { code: 'invalid', message } },
    })
  })

  test('is refused for a download, an unknown dataset, and pages of other sites', async () => {
    setSources('http://127.0.0.1:9/api')
    const { dataset } = await startDownload('http://127.0.0.1:9/api')
    await waitUntilEnded(dataset.id)
    expect(await readAnswer(await patch(dataset.id, '{"label":"x"}'), 'Dataset')).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    })
    expect(await readAnswer(await patch(UNKNOWN, '{"label":"x"}'), 'Dataset')).toEqual(NO_SUCH)
    expect((await patch(dataset.id, '{"label":"x"}', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })
})
