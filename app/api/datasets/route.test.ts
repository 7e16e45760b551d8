import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { POST as cancel } from '@/app/api/datasets/[id]/cancel/route'
import { GET as getFile } from '@/app/api/datasets/[id]/file/route'
import { GET as getOne } from '@/app/api/datasets/[id]/route'
import { GET as list, POST as start } from '@/app/api/datasets/route'
import { download, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { storage } from '@/lib/storage'
import { setSources } from '@/lib/testing/app'

const URL_OF_LIST = 'http://localhost:3000/api/datasets'

setUpDownloads()

function post(body: string | null, headers: Record<string, string> = {}): Request {
  return new Request(URL_OF_LIST, { method: 'POST', body, headers: { host: 'localhost:3000', ...headers } })
}

function get(path = ''): Request {
  return new Request(`${URL_OF_LIST}${path}`)
}

function withId(id: string): { params: Promise<{ id: string }> } {
  return { params: Promise.resolve({ id }) }
}

async function answer(response: Response | Promise<Response>): Promise<{ status: number; body: unknown }> {
  const { status } = await response
  return { status, body: await (await response).json() }
}

function refusal(status: number, code: string, message: string): { status: number; body: unknown } {
  return { status, body: { error: { code, message } } }
}

const NO_SUCH = refusal(404, 'not_found', 'There is no such dataset.')

describe('POST /api/datasets', () => {
  test('starts a download and returns 202 with its dataset', async () => {
    setSources('archive')
    const { status, body } = await answer(start(post('{"source":"archive"}')))
    expect(status).toBe(202)
    const { dataset, joined } = body as { dataset: Dataset; joined: boolean }
    expect(joined).toBe(false)
    expect(dataset).toMatchObject({ status: 'queued', requestedSource: 'archive' })
    expect((await waitUntilEnded(dataset.id)).status).toBe('ready')
  })

  test('uses the automatic choice for an empty body, and joins the running download', async () => {
    setSources('archive')
    const running = await createDataset(createDatasetId(), 'auto')
    for (const body of [null, '', '{}', '{"source":"auto"}']) {
      const joined = await answer(start(post(body)))
      expect(joined).toMatchObject({ status: 202, body: { joined: true, dataset: { id: running.id } } })
    }
    await waitUntilEnded(running.id)
  })

  test.each([
    '[]',
    '"auto"',
    'null',
    '{"source":7}',
    '{"keepUnchanged":1}',
    '{"source":"auto","force":true}',
  ])('refuses the body %s with a clear message', async (body) => {
    const message =
      'The body must be {"source": "…"}, with "keepUnchanged" as true or false, or empty for the automatic choice.'
    expect(await answer(start(post(body)))).toEqual(refusal(400, 'invalid', message))
  })

  test('refuses a body that is not JSON, and one that is too large', async () => {
    expect(await answer(start(post('{')))).toEqual(refusal(400, 'invalid', 'The body is not JSON.'))
    const large = JSON.stringify({ source: 'x'.repeat(1024 * 1024) })
    expect(await answer(start(post(large)))).toEqual(
      refusal(413, 'too_large', 'The body is larger than 1 MiB.'),
    )
  })

  test('refuses a source that is not configured', async () => {
    expect(await answer(start(post('{"source":"http://169.254.169.254/"}')))).toEqual(
      refusal(
        400,
        'invalid',
        '169.254.169.254 is not one of the configured sources. Choose one from the list.',
      ),
    )
  })

  test.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin with another port', { origin: 'http://localhost:4000' }],
    ['a hidden origin', { origin: 'null' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site request of another host', { 'sec-fetch-site': 'same-site' }],
    [
      'a forged forwarded host',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'sec-fetch-site': 'cross-site' },
    ],
  ])('refuses %s', async (_what, headers) => {
    const forbidden = refusal(403, 'forbidden', 'Requests from other sites cannot change anything here.')
    expect(await answer(start(post(null, headers)))).toEqual(forbidden)
    expect(await answer(cancel(post(null, headers), withId('x')))).toEqual(forbidden)
  })

  test('accepts requests from its own pages', async () => {
    const headers = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }
    expect((await answer(start(post('[]', headers)))).status).toBe(400)
  })
})

describe('reading', () => {
  let dataset: Dataset

  beforeAll(async () => {
    dataset = await download('archive')
  })

  test('GET /api/datasets lists the newest first, a slice at a time', async () => {
    const all = (await answer(list(get()))).body as { datasets: Dataset[]; total: number; hasMore: boolean }
    expect(all.datasets[0]?.id).toBe(dataset.id)
    expect(all.datasets).toHaveLength(all.total)
    expect(all.hasMore).toBe(false)
    const { body } = await answer(list(get('?limit=1&offset=1')))
    expect(body).toEqual({ datasets: all.datasets.slice(1, 2), total: all.total, hasMore: all.total > 2 })
  })

  test('GET /api/datasets sorts and searches, with the grammar of the other views', async () => {
    const newest = (await answer(list(get('?limit=1')))).body as { datasets: Dataset[] }
    const oldest = (await answer(list(get('?sort=when&limit=1000')))).body as { datasets: Dataset[] }
    expect(oldest.datasets.at(-1)).toEqual(newest.datasets[0])
    const found = await answer(list(get('?q=Bundled+archive&sort=-rows,when')))
    expect(found.body).toMatchObject({ total: 3 })
    expect(await answer(list(get('?sort=name')))).toEqual(
      refusal(
        400,
        'invalid',
        'Datasets are sorted by title, when, source, rows, size, requests, duration; "name" is none of these.',
      ),
    )
  })

  test('GET /api/datasets/[id] returns one, as in the list', async () => {
    const { body } = await answer(list(get('?limit=1')))
    expect(await answer(getOne(get(), withId(dataset.id)))).toEqual({
      status: 200,
      body: (body as { datasets: Dataset[] }).datasets[0],
    })
  })

  test.each(['20260101-000000-aaaaa', '../../etc/passwd', ''])(
    'rejects the unknown dataset "%s"',
    async (id) => {
      expect(await answer(getOne(get(), withId(id)))).toEqual(NO_SUCH)
      expect(await answer(getFile(get(), withId(id)))).toEqual(NO_SUCH)
      expect(await answer(cancel(post(null), withId(id)))).toEqual(NO_SUCH)
    },
  )

  test('the CSV is sent whole, with its length, hash and name', async () => {
    const response = await getFile(get(`/${dataset.id}/file`), withId(dataset.id))
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(response.status).toBe(200)
    expect(bytes.equals(readFileSync(storage.datasetPath(dataset.id, dataset.fileName)))).toBe(true)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-length': String(bytes.byteLength),
      'content-disposition': `attachment; filename="${dataset.fileName}"`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache, no-transform',
      'last-modified': expect.stringMatching(/ GMT$/) as string,
      'repr-digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
      etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
    })
    expect(response.headers.get('etag')).toBe(`"${dataset.sha256 ?? ''}"`)
  })

  test('the Parquet file is sent whole', async () => {
    const response = await getFile(get(`/${dataset.id}/file?format=parquet`), withId(dataset.id))
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1')
    expect(bytes.subarray(-4).toString()).toBe('PAR1')
    expect(response.headers.get('content-length')).toBe(String(bytes.byteLength))
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.parquet"$/)
  })

  test.each(['xlsx', '', 'CSV', '../csv'])('a file of the format "%s" is refused', async (format) => {
    const url = get(`/${dataset.id}/file?format=${encodeURIComponent(format)}`)
    expect(await answer(getFile(url, withId(dataset.id)))).toEqual(
      refusal(400, 'invalid', 'The format must be csv or parquet.'),
    )
  })

  test('a dataset that is not ready has no file', async () => {
    setSources('archive')
    const { id } = await createDataset(createDatasetId(), 'archive')
    expect(await answer(getFile(get(), withId(id)))).toEqual(
      refusal(409, 'not_ready', 'This dataset has no files: its download is queued.'),
    )
    await cancel(post(null), withId(id))
    expect(await answer(getFile(get(), withId(id)))).toEqual(
      refusal(409, 'not_ready', 'This dataset has no files: its download is cancelled.'),
    )
  })
})

describe('POST /api/datasets/[id]/cancel', () => {
  test('cancels a running download, once', async () => {
    setSources('archive')
    const { id } = await createDataset(createDatasetId(), 'archive')
    expect(await answer(cancel(post(null), withId(id)))).toMatchObject({
      status: 200,
      body: { id, status: 'cancelled' },
    })
    expect(await answer(cancel(post(null), withId(id)))).toEqual(
      refusal(409, 'conflict', 'This download is no longer running: it is cancelled.'),
    )
  })
})
