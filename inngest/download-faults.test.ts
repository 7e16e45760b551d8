import { startDownload } from '@/inngest/downloads'
import { download, nameless, serveSwapi, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { storage } from '@/lib/storage'
import { setSources } from '@/lib/testing/app'
import { canonicalRecords, type SwapiServerOptions } from '@/lib/testing/swapi-server'

setUpDownloads()

/** A failed download must have an error message and leave no dataset files. */
async function expectFailure(dataset: Dataset, sentence: string): Promise<void> {
  expect({ status: dataset.status, error: dataset.error }).toEqual({ status: 'failed', error: sentence })
  expect(await storage.listStoredIds('datasets')).not.toContain(dataset.id)
}

const NOTHING_KEPT = 'Nothing was kept; try again, or choose another source.'
const TRY_LATER = 'Try again later, or choose another source.'

describe('a source that cannot be trusted', () => {
  async function expectRefusal(options: SwapiServerOptions, sentence: string): Promise<void> {
    const dataset = await download((await serveSwapi(options)).url)
    await expectFailure({ ...dataset, error: nameless(dataset.error) }, sentence)
  }

  /** Changes the list on one page of people, in any shape. */
  function onPeople(page: number, change: (list: unknown[]) => unknown[]): SwapiServerOptions['change'] {
    return (body, request) => {
      if (request.resource !== 'people' || request.page !== page) return body
      if (Array.isArray(body)) return change(body)
      const envelope = body as { results: unknown[] }
      return { ...envelope, results: change(envelope.results) }
    }
  }

  test.each(['paged', 'expanded'] as const)('loses one person (%s): the run fails', async (shape) => {
    await expectRefusal(
      { shape, change: onPeople(1, (list) => list.toSpliced(3, 1)) },
      // A first page of nine people implies a tenth page, which does not exist.
      shape === 'paged'
        ? `HOST has nothing at /api/people/ (404). ${TRY_LATER}`
        : `HOST declares 82 people but returned 81. ${NOTHING_KEPT}`,
    )
  })

  test('loses one person on a later page: the run fails', async () => {
    await expectRefusal(
      { shape: 'paged', change: onPeople(5, (list) => list.slice(1)) },
      `HOST declares 82 people but returned 81. ${NOTHING_KEPT}`,
    )
  })

  test('returns a person twice: the run fails', async () => {
    await expectRefusal(
      { shape: 'array', change: onPeople(1, (list) => [...list, list[0]]) },
      `HOST returned the same record more than once (people, id 1), so others may be missing. ${NOTHING_KEPT}`,
    )
  })

  test('repeats a page: the run fails', async () => {
    const first = canonicalRecords('people').slice(0, 10)
    await expectRefusal(
      {
        shape: 'paged',
        change: onPeople(3, () => first.map((person) => ({ ...person, url: `/people/${person.id}/` }))),
      },
      `HOST returned the same record more than once (people, id 1), so others may be missing. ${NOTHING_KEPT}`,
    )
  })

  test('returns its last page for every page past the end: the run ends at the first repetition', async () => {
    await expectRefusal(
      {
        shape: 'expanded',
        change: (body, { resource }) =>
          resource === 'people'
            ? { ...(body as object), total_records: 90_000_000, total_pages: 900_000 }
            : body,
      },
      `HOST returned the same page twice. ${NOTHING_KEPT}`,
    )
  })

  test('declares an impossible count: the run fails immediately', async () => {
    await expectRefusal(
      { shape: 'paged', change: (body) => ({ ...(body as object), count: 1e15 }) },
      `HOST answered with JSON that is not a list of SWAPI records. ${TRY_LATER}`,
    )
  })

  test('changes its count while being read: the run fails', async () => {
    await expectRefusal(
      {
        shape: 'paged',
        change: (body, { resource, page }) =>
          resource === 'people' && page === 6 ? { ...(body as object), count: 81 } : body,
      },
      'HOST changed while it was being read: it declared 82 people, then 81. Try again.',
    )
  })

  test('has no people: the run fails', async () => {
    await expectRefusal({ shape: 'array', people: [] }, `HOST has no people. ${NOTHING_KEPT}`)
  })

  test('omits a field: the run fails and names it', async () => {
    await expectRefusal(
      {
        shape: 'array',
        change: onPeople(1, (list) => list.map((person) => ({ ...(person as object), gender: undefined }))),
      },
      `The person "Luke Skywalker" (id 1) of HOST has no "gender". ${TRY_LATER}`,
    )
  })

  test.each([
    ['HTML', '<html>'],
    ['nothing', ''],
    ['half a document', '{"count":82,"results":[{"na'],
  ])('returns %s: the run fails after all attempts', async (_what, text) => {
    const server = await serveSwapi({
      shape: 'array',
      intercept: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(text)
        return true
      },
    })
    const dataset = await download(server.url)
    const what = text === '' ? 'an empty response' : 'something that is not JSON (text/html)'
    await expectFailure({ ...dataset, error: nameless(dataset.error) }, `HOST sent ${what}. ${TRY_LATER}`)
    expect(dataset).toMatchObject({ requests: 10, retries: 4 })
  })

  test.each([
    ['null', null],
    ['a lone object', { detail: 'x' }],
  ])('returns %s: the run fails immediately', async (_what, body) => {
    await expectRefusal(
      { shape: 'array', change: () => body },
      `HOST answered with JSON that is not a list of SWAPI records. ${TRY_LATER}`,
    )
  })
})

describe('failover', () => {
  test('uses the next source and reports why the others failed', async () => {
    const broken = await serveSwapi({
      shape: 'array',
      intercept: (_request, response) => Boolean(response.writeHead(500).end()),
    })
    const short = await serveSwapi({
      shape: 'paged',
      change: (body, { resource, page }) =>
        resource === 'people' && page === 9 ? { ...(body as object), results: [] } : body,
    })
    const dataset = await download(broken.url, short.url, 'archive')
    expect(dataset).toMatchObject({ status: 'ready', source: 'archive', rowCount: 82 })
    expect(
      dataset.sourceFailures.map(({ source, reason }) => ({ source, reason: nameless(reason) })),
    ).toEqual([
      { source: broken.url, reason: 'HOST failed with a server error (500).' },
      {
        source: short.url,
        reason: 'HOST declares 82 records but returned a page without any.',
      },
    ])
    expect(dataset.sha256).toBe('130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97')
  })

  test('does not happen when the user picked the source', async () => {
    const broken = await serveSwapi({
      shape: 'array',
      intercept: ({ resource }, response) => resource === 'people' && Boolean(response.writeHead(404).end()),
    })
    setSources(broken.url, 'archive')
    const { dataset } = await startDownload(broken.url)
    const ended = await waitUntilEnded(dataset.id)
    await expectFailure(
      { ...ended, error: nameless(ended.error) },
      `HOST has nothing at /api/people/ (404). ${TRY_LATER}`,
    )
    expect(ended.source).toBeNull()
  })

  test('names every reason when no source can be read', async () => {
    const one = await serveSwapi({
      shape: 'array',
      intercept: (_request, response) => Boolean(response.writeHead(403).end()),
    })
    const other = await serveSwapi({
      shape: 'array',
      intercept: ({ resource }, response) => resource === 'people' && Boolean(response.writeHead(404).end()),
    })
    const dataset = await download(one.url, other.url)
    await expectFailure(
      { ...dataset, error: nameless(dataset.error) },
      `No source could be read. HOST refuses access (403). HOST has nothing at /api/people/ (404). ${TRY_LATER}`,
    )
  })
})
